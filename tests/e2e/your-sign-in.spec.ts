import { expect } from '@playwright/test';
import { generate } from 'otplib';
import { z } from 'zod';
import { openingWhole } from '@/scripts/pages/whole-page';
import { forgetProof } from './forget-proof';
import { test } from './member';
import { runningProduct } from './product';

const EMAIL = 'noor@example.com';
const PASSWORD = 'a ladder against the orchard';

test('somebody adds an authenticator app, signs in with its code, confirms who they are and ends a session', async ({
  session,
  browser,
}) => {
  const { origin } = runningProduct();
  const invited = await session.api.post('/api/v1/members/invitations', {
    data: { email: EMAIL, role: 'auditor' },
  });
  const { link } = z.object({ link: z.url() }).parse(await invited.json());
  const data = { token: new URL(link).hash.slice(1), name: 'Noor', password: PASSWORD };
  expect((await session.api.post('/api/v1/invitations/accept', { data })).ok()).toBe(true);

  const context = await browser.newContext({ baseURL: origin, storageState: { cookies: [], origins: [] } });
  const page = openingWhole(await context.newPage());
  const firstStep = async () => {
    await page.goto('/sign-in?next=/settings/sign-in');
    await page.getByLabel('E-mail').fill(EMAIL);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  };
  await firstStep();
  // Which waits until the page is loaded, as `goto` does.
  await page.waitForURL('/settings/sign-in');
  await page.getByRole('button', { name: 'Add an authenticator app' }).click();
  const sheet = page.getByRole('dialog', { name: 'Authenticator app' });
  await expect(sheet.getByRole('img', { name: /QR code/ })).toBeVisible();
  const secret = ((await sheet.locator('code').textContent()) ?? '').replaceAll(' ', '');
  await sheet.getByLabel('Code', { exact: true }).fill(await generate({ secret }));
  await sheet.getByRole('button', { name: 'Confirm' }).click();
  const codes = sheet.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem');
  await expect(codes).toHaveCount(10);
  const [recovery = '', spare = ''] = await codes.allTextContents();
  // Shown this once: no key throws them away.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await sheet.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('10 recovery codes left').filter({ visible: true })).toBeVisible();

  await context.clearCookies();
  await firstStep();
  await page.getByLabel('Code').fill('000000');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: /\w/ })).toContainText('This code is not right');
  await page.getByLabel('Code').fill(recovery);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByText('9 recovery codes left').filter({ visible: true })).toBeVisible();
  const sessions = page.getByRole('table', { name: 'Sessions' }).getByRole('row');
  await expect(sessions).toHaveCount(3);
  await page.getByRole('button', { name: 'End the other one' }).click();
  await expect(sessions).toHaveCount(2);

  await forgetProof(EMAIL);
  await page.getByRole('button', { name: 'Make new recovery codes' }).click();
  const asked = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await asked.getByLabel('Your password').fill('not the password');
  await asked.getByRole('button', { name: 'Confirm' }).click();
  await expect(asked.getByText('Type the code that your authenticator app shows')).toBeVisible();
  await asked.getByLabel('Code').fill(spare);
  await asked.getByRole('button', { name: 'Confirm' }).click();
  await expect(asked.getByText('This is not your password. Check it.')).toBeVisible();
  await asked.getByLabel('Your password').fill(PASSWORD);
  await asked.getByRole('button', { name: 'Confirm' }).click();
  const renewed = page.getByRole('dialog', { name: 'Recovery codes' });
  await expect(renewed.getByRole('listitem')).toHaveCount(10);
  const anew = (await renewed.getByRole('listitem').first().textContent()) ?? '';
  await renewed.getByRole('button', { name: 'I have kept them' }).click();

  // Proved in another tab, as an identity provider has it: this one goes on by itself.
  await forgetProof(EMAIL);
  await page.getByRole('button', { name: 'Make new recovery codes' }).click();
  await expect(asked).toBeVisible();
  const proof = { data: { password: PASSWORD, code: anew }, headers: { origin } };
  expect((await page.request.post('/api/v1/session/proof', proof)).ok()).toBe(true);
  const other = await context.newPage();
  await other.goto('/confirmed');
  await expect(other.getByRole('heading', { level: 1 })).toHaveText('You have confirmed that it is you');
  await expect(asked).toBeHidden();
  await expect(renewed.getByRole('listitem')).toHaveCount(10);
  await context.close();
});
