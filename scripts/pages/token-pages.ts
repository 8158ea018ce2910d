import type { Page } from '@playwright/test';
import type { ProductPage } from './product-page';

async function beginToken(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Make a token' }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Name', { exact: true }).fill('Nightly export');
  await sheet.getByLabel('People and scores').check();
}

let tokens = 0;

async function makeToken(page: Page): Promise<void> {
  await beginToken(page);
  tokens += 1;
  const sheet = page.getByRole('dialog');
  await sheet.getByLabel('Name', { exact: true }).fill(`Nightly export ${tokens}`);
  await sheet.getByRole('button', { name: 'Make the token' }).click();
  await sheet.getByRole('status').waitFor();
}

async function openToken(page: Page): Promise<void> {
  await makeToken(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  await page.getByRole('table', { name: 'API tokens' }).getByRole('button').first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
}

/** The page of API tokens: empty, with a token that is made, with what is shown of one. */
export const TOKEN_PAGES: readonly ProductPage[] = [
  { name: 'tokens', path: '/settings/tokens' },
  { name: 'tokens-make', path: '/settings/tokens', act: beginToken, covered: true },
  { name: 'tokens-made', path: '/settings/tokens', act: makeToken, covered: true, changes: true },
  { name: 'tokens-one', path: '/settings/tokens', act: openToken, covered: true, changes: true },
];
