import { expect, type Page } from '@playwright/test';
import { test } from './member';
import { openPerson } from './open-person';

const weight = (page: Page, kind: string) => page.getByRole('textbox', { name: `Weight of ${kind}` });
const draft = (page: Page) => page.getByRole('region', { name: 'Draft' });
const history = (page: Page) => page.getByRole('region', { name: 'History' });

test.describe.serial('the scoring policy', () => {
  test('refuses what cannot be beside the field, and keeps the rest of the draft', async ({ page }) => {
    await page.goto('/settings');
    await expect(page).toHaveURL('/settings/scoring');
    await expect(draft(page)).toContainText('Nothing is changed yet.');
    await page.getByRole('textbox', { name: 'Half-life in days' }).fill('0');
    await weight(page, 'Novel ASN').fill('11');
    await expect(draft(page).getByRole('listitem')).toHaveText([
      /Half-life in days.*14.*0/,
      /Weight of Novel ASN/,
    ]);
    await draft(page).getByRole('button', { name: 'Replay' }).click();
    await expect(page.getByText('Must be a number from 0 to 10').filter({ visible: true })).toBeVisible();
    await expect(
      page.getByText(/Must be a number of days greater than 0/).filter({ visible: true }),
    ).toBeVisible();
    await expect(draft(page).getByRole('alert')).toContainText('2 numbers cannot be as they are.');
    await draft(page).getByRole('button', { name: 'Discard' }).click();
    await expect(weight(page, 'Novel ASN')).toHaveValue('1.8');
  });

  test('is replayed before it is saved, prepared, and then every number is from it', async ({ page }) => {
    await page.goto('/settings/scoring');
    await page.getByRole('textbox', { name: 'Half-life in days' }).fill('3');
    await draft(page).getByRole('button', { name: 'Replay' }).click();
    await expect(draft(page)).toContainText(/people would change band: 0 up, \d+ down/);
    await expect(draft(page).getByRole('table', { name: 'The largest moves' }).getByRole('row')).toHaveCount(
      11,
    );
    await expect(history(page).getByRole('listitem').filter({ hasText: 'Policy 1' })).toBeVisible();

    await draft(page).getByRole('button', { name: 'Save as policy 2…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Save as policy 2' });
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toContainText('Say why, for whoever reads the history.');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Attacks here are over in days.');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(
      page.getByText('Every attack factor is made with policy 2').filter({ visible: true }),
    ).toBeVisible({
      timeout: 30_000,
    });
    await expect(history(page)).toContainText('Attacks here are over in days.');
    await page.goto('/people');
    await expect(page.getByRole('main')).toContainText('policy 2');
  });

  test('is restored under a new number, with a reason', async ({ page }) => {
    await page.goto('/settings/scoring');
    await history(page).getByRole('button', { name: 'Restore policy 1' }).click();
    const dialog = page.getByRole('dialog', { name: 'Restore policy 1' });
    await expect(dialog).toContainText('Half-life in days');
    await dialog.getByRole('textbox', { name: 'Reason' }).fill('Back to what we know.');
    await dialog.getByRole('button', { name: 'Restore' }).click();
    await expect(
      page.getByText('Every attack factor is made with policy 3').filter({ visible: true }),
    ).toBeVisible({
      timeout: 30_000,
    });
    await expect(history(page)).toContainText('Takes up policy 1 again.');
  });

  test('asks before a draft is lost', async ({ page }) => {
    await page.goto('/settings/scoring');
    await page.getByRole('textbox', { name: 'Half-life in days' }).fill('5');
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    // A look at the bell loses nothing, whichever way it is closed.
    const bell = page.getByRole('dialog', { name: 'Notifications', exact: true });
    for (const close of [() => page.keyboard.press('Escape'), () => page.goBack()]) {
      await page.getByRole('button', { name: /^Notifications/ }).click();
      await expect(bell).toBeVisible();
      await close();
      await expect(bell).toHaveCount(0);
      await expect(page).toHaveURL('/settings/scoring');
    }
    await expect(question).toHaveCount(0);
    await page.goBack();
    await expect(question).toBeVisible();
    await question.getByRole('button', { name: 'Stay here' }).click();
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Dashboard' }).click();
    await expect(question).toContainText('No policy was saved.');
    await question.getByRole('button', { name: 'Leave' }).click();
    await expect(page).toHaveURL('/dashboard');
  });
});

test('a profile is shown as of another moment, says so, and leads back to now', async ({ page }) => {
  await openPerson(page);
  const opener = page.getByRole('button', { name: 'As of another moment' });
  for (const close of ['Escape', 'Cancel']) {
    await opener.click();
    await expect(page.getByLabel(/^As of, in/)).toBeFocused();
    if (close === 'Escape') await page.keyboard.press(close);
    else await page.getByRole('button', { name: close }).click();
    await expect(opener).toBeFocused();
  }
  await opener.click();
  const field = page.getByLabel(/^As of, in/);
  await field.fill('2031-01-01T00:00');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page.getByText('This moment is yet to come.').filter({ visible: true })).toBeVisible();
  // Before the demo connected anything: nothing was known.
  await field.fill('2024-05-01T12:00');
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(page).toHaveURL(/[?&]at=2024-05-01T/);
  const past = page.getByRole('region', { name: 'The past is shown' });
  await expect(past).toContainText('1 May 2024');
  await expect(
    page.getByText('Nothing was known to have been done to this identity.').filter({ visible: true }),
  ).toBeVisible();
  await page.reload();
  await expect(past).toBeVisible();
  await past.getByRole('button', { name: 'Back to now' }).click();
  await expect(past).toBeHidden();
  await expect(page.getByRole('region', { name: /^Why \d/ })).toContainText('Attack factor now');
});

test('people are shown as of another moment, lead to profiles of it, and nothing of it can be changed', async ({
  page,
}) => {
  const at = new Date(Math.floor(Date.now() / 60_000 - 7 * 1_440) * 60_000 + 47_123).toISOString();
  await page.goto(`/people?at=${at}`);
  const past = page.getByRole('region', { name: 'The past is shown' });
  await expect(past).toContainText('as known then');
  // Any second can be read and chosen, and the one that is shown stays where nothing is typed.
  const shownAt = () => new URL(page.url()).searchParams.get('at');
  await expect(past).toContainText(/:47, as known then/);
  const opener = page.getByRole('button', { name: 'Another moment' });
  await opener.click();
  const field = page.getByLabel(/^As of, in/);
  await expect(field).toHaveValue(/:47$/);
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect(opener).toBeFocused();
  expect(shownAt()).toBe(at);
  await opener.click();
  await field.fill((await field.inputValue()).replace(/47$/, '12'));
  await page.getByRole('button', { name: 'Show', exact: true }).click();
  await expect.poll(shownAt).toBe(at.replace('47.123', '12.000'));
  await expect(past).toContainText(/:12, as known then/);
  await page.getByRole('button', { name: 'Show it with hindsight' }).click();
  const table = page.getByRole('table', { name: 'People' });
  await table.getByRole('row').nth(1).getByRole('checkbox').check();
  await expect(page.getByRole('button', { name: 'Set criticality' })).toBeDisabled();
  await table.getByRole('row').nth(1).getByRole('rowheader').getByRole('link').click();
  await expect(page).toHaveURL(/people\/.*at=.*&reading=hindsight/);
  await expect(past).toContainText('with hindsight');
  await past.getByRole('button', { name: 'Back to now' }).click();
  await expect(past).toBeHidden();
});
