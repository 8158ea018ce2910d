import { expect } from '@playwright/test';
import { test } from './member';
import { runningProduct } from './product';

test('a token is made, shown once, used by a program, and refused from the moment it is revoked', async ({
  page,
}) => {
  const { origin } = runningProduct();
  await page.goto('/settings/tokens');
  await page.getByRole('button', { name: 'Make a token' }).first().click();
  const sheet = page.getByRole('dialog');
  await sheet.getByRole('button', { name: 'Make the token' }).click();
  await expect(sheet.getByText('Write the name of the token.')).toBeVisible();
  await sheet.getByLabel('Name', { exact: true }).fill('Export to the lake');
  await sheet.getByLabel('People and scores').check();
  await sheet.getByRole('button', { name: 'Make the token' }).click();
  const token = (await sheet.getByRole('status').locator('code').first().textContent()) ?? '';
  expect(token).toMatch(/^parapet_[0-9A-Za-z]{49}$/);
  await sheet.getByRole('button', { name: 'Done' }).click();

  const ask = (path: string) => fetch(`${origin}${path}`, { headers: { authorization: `Bearer ${token}` } });
  expect((await ask('/api/v1/people')).status).toBe(200);
  expect((await ask('/api/v1/integrations')).status).toBe(403);

  await page.reload();
  const row = page
    .getByRole('table', { name: 'API tokens' })
    .getByRole('row', { name: /Export to the lake/ });
  await expect(row).toContainText('from 127.0.0.1');
  await row.getByRole('button').click();
  await expect(sheet).not.toContainText(token);
  await sheet.getByRole('button', { name: 'Revoke' }).click();
  await sheet.getByRole('button', { name: 'Revoke it for good' }).click();
  await expect(sheet.getByText('Revoked', { exact: true }).first()).toBeVisible();
  expect((await ask('/api/v1/people')).status).toBe(401);

  await page.goto('/api-reference');
  await page.getByRole('textbox', { name: 'Find an operation' }).fill('make-token');
  await expect(page.getByRole('status').filter({ hasText: 'operation' })).toHaveText('1 operation');
  await page.getByRole('link', { name: /\/api\/v1\/tokens/ }).click();
  await expect(page.getByRole('heading', { name: 'Make token' })).toBeVisible();
  await expect(page.getByText('$PARAPET_TOKEN holds an API token')).toBeVisible();
});
