import { expect, request } from '@playwright/test';
import { openMemberSession, signInAgain } from '@/scripts/pages/member-session';
import { openingWhole } from '@/scripts/pages/whole-page';
import { STRANGER, test } from './member';
import { runningProduct } from './product';

const { member } = runningProduct();

test.describe('somebody who has not signed in', () => {
  test.use({ storageState: STRANGER });

  test('is told in one sentence that the password is wrong, and enters with the right one', async ({
    page,
  }) => {
    await page.goto('/');
    await expect(page).toHaveURL(/\/sign-in/);
    await page.getByLabel('E-mail').fill(member.email);
    await page.getByLabel('Password', { exact: true }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert').filter({ hasText: /\w/ })).toHaveText(
      'The e-mail address or the password is wrong. Check both and try again.',
    );
    await expect(page.getByLabel('E-mail')).toHaveValue(member.email);

    await page.getByLabel('Password', { exact: true }).fill(member.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Human Risk Command Center');
  });

  test('comes to the page that was asked for', async ({ page }) => {
    await page.goto('/people?band=very_high');
    await expect(page).toHaveURL(/\/sign-in\?next=/);
    await page.getByLabel('E-mail').fill(member.email);
    await page.getByLabel('Password', { exact: true }).fill(member.password);
    await page.getByLabel('Password', { exact: true }).press('Enter');
    await expect(page).toHaveURL('/people?band=very_high');
    await expect(page.getByRole('button', { name: /^Very High/ })).toHaveAttribute('aria-pressed', 'true');
  });

  test('cannot set up a product that has a member: set-up leads to sign-in', async ({ page }) => {
    await page.goto('/setup?token=guessed');
    await expect(page).toHaveURL(/\/sign-in/);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Sign in');
  });

  test('reads nothing through the API', async ({ request }) => {
    const response = await request.get('/api/v1/people');
    expect(response.status()).toBe(401);
    expect(response.headers()['content-type']).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ code: 'unauthenticated', status: 401 });
  });

  test('who signs in anew leaves no former session behind', async () => {
    const { origin } = runningProduct();
    const { api, read } = await openMemberSession(origin, member);
    const former = await request.newContext({ baseURL: origin, storageState: await api.storageState() });
    const answerOfFormer = async () => (await former.get('/api/v1/session')).status();
    expect(await answerOfFormer()).toBe(200);
    // A password that is wrong ends nothing.
    await expect(signInAgain(origin, api, { ...member, password: 'not the password' })).rejects.toThrow(
      '401',
    );
    expect(await answerOfFormer()).toBe(200);
    await signInAgain(origin, api, member);
    expect(await answerOfFormer()).toBe(401);
    expect(await read('/api/v1/session')).toMatchObject({ member: { email: member.email } });
    await Promise.all([api.dispose(), former.dispose()]);
  });

  test('is led out, with a sentence, when the session ends elsewhere, and back in to where they were', async ({
    browser,
    page,
  }) => {
    await page.goto('/sign-in');
    await page.getByLabel('E-mail').fill(member.email);
    await page.getByLabel('Password', { exact: true }).fill(member.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL('/dashboard');
    await page.goto('/people');

    const elsewhere = await browser.newContext({ storageState: await page.context().storageState() });
    const other = openingWhole(await elsewhere.newPage());
    await other.goto(new URL('/behaviors', page.url()).href);
    await other.getByRole('button', { name: /Robin Haas/ }).click();
    await other.getByRole('button', { name: 'Sign out' }).click();
    await expect(other).toHaveURL(/\/sign-in$/);
    await elsewhere.close();

    await expect(page).toHaveURL(/\/sign-in\?ended=1/, { timeout: 30_000 });
    await expect(page.getByRole('status').filter({ hasText: 'session' })).toHaveText(
      'Your session has ended. Sign in to go on where you were.',
    );
    await page.getByLabel('E-mail').fill(member.email);
    await page.getByLabel('Password', { exact: true }).fill(member.password);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page).toHaveURL('/people');
  });
});
