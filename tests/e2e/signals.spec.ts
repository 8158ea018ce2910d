import { expect, type Page } from '@playwright/test';
import { signalDetailSchema } from '@/domain/views/signal';
import { test } from './member';

const records = (page: Page) => page.getByRole('table', { name: 'Records' });
const box = (page: Page) => page.getByRole('combobox', { name: 'Search records' });
const chips = (page: Page) => page.getByRole('group', { name: 'Conditions of the search' });

test('raw records are narrowed by completed conditions, which stand in the address and can be taken away', async ({
  page,
}) => {
  await page.goto('/signals');
  await expect(records(page).getByRole('row').nth(20)).toBeVisible();
  await box(page).pressSequentially('res');
  await page.getByRole('option', { name: /^result:/ }).click();
  await page.getByRole('option', { name: 'denied' }).click();
  await expect(page).toHaveURL(/[?&]q=result%3Adenied/);
  for (const row of await records(page).getByRole('row').all())
    await expect(row).toContainText(/denied|Result/);
  await box(page).fill('-factor:passcode');
  await box(page).press('Enter');
  await expect(chips(page).getByRole('button')).toHaveText([
    'Result: denied',
    'not Factor: passcode',
    /all away/,
  ]);

  await page.reload();
  await expect(chips(page).getByRole('button')).toHaveCount(3);
  await chips(page).getByRole('button', { name: 'Result: denied. Take this condition away' }).click();
  await expect(chips(page).getByRole('button')).toHaveText(['not Factor: passcode']);
  await page.goBack();
  await expect(chips(page).getByRole('button')).toHaveCount(3);
});

test('bars count what the list has, and one narrows the list to its time', async ({ page }) => {
  await page.goto('/signals?q=result%3Afraud&since=30d');
  const card = page.getByRole('region', { name: 'Records over time', exact: true });
  await expect(card).toContainText(/\d+ records/);
  await card.getByRole('button', { name: 'Table' }).click();
  const bar = card
    .getByRole('row')
    .filter({ hasNotText: /^(Time|.*\D0$)/ })
    .first();
  const count = Number(await bar.getByRole('cell').last().textContent());
  await bar.getByRole('button').click();
  await expect(page).toHaveURL(/[?&]from=/);
  await expect(card).toContainText(count === 1 ? '1 record' : `${count} records`);
  await expect(records(page).getByRole('row')).toHaveCount(Math.min(50, count) + 1);
  // The year is typed anew, digit by digit, and counts once Enter says that it is whole.
  const from = page.getByLabel('From', { exact: true });
  const before = await from.inputValue();
  await from.focus();
  for (const key of ['ArrowRight', 'ArrowRight', '2', '0', '2', '5', 'Enter']) await page.keyboard.press(key);
  await expect(page).toHaveURL(/[?&]from=2025-/);
  await expect(from).toHaveValue(before.replace(/^\d{4}/, '2025'));
});

test('pages go back in time and forth again without losing a record', async ({ page }) => {
  // Until an hour ago: a record that comes meanwhile would be newer than the first page.
  const [from, to] = [30 * 24, 1].map((hours) => new Date(Date.now() - hours * 3_600_000).toISOString());
  await page.goto(`/signals?from=${from}&to=${to}`);
  const times = () => records(page).getByRole('button').allTextContents();
  await expect(records(page).getByRole('row')).toHaveCount(51);
  const first = await times();
  await page.getByRole('button', { name: 'Show older records' }).click();
  await expect(page).toHaveURL(/[?&]cursor=/);
  await expect(page.getByRole('button', { name: 'Show newer records' })).toBeVisible();
  expect(await times()).not.toEqual(first);
  await page.getByRole('button', { name: 'Show newer records' }).click();
  await expect(page.getByRole('button', { name: 'Show newer records' })).toHaveCount(0);
  expect(await times()).toEqual(first);
});

test('a record opens by keyboard with its summary, the record itself and what was around it, and Esc gives the focus back', async ({
  page,
  session,
}) => {
  await page.goto('/signals?q=result%3Adenied');
  await expect(records(page).getByRole('row').nth(2)).toBeVisible();
  // The key is heard once the page has come alive.
  await expect(async () => {
    await page.keyboard.press('j');
    await expect(page.locator('[data-row]:focus')).toHaveCount(1, { timeout: 1_000 });
  }).toPass();
  const focused = await page.locator('[data-row]:focus').elementHandle();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/[?&]signal=/);
  const opened = new URL(page.url()).searchParams.get('signal') ?? '';
  const { txid, ip } = signalDetailSchema.parse(await session.read(`/api/v1/signals/${opened}`)).signal;
  const sheet = page.getByRole('dialog', { name: 'Raw record' });
  await expect(sheet.getByText(txid ?? 'none').first()).toBeVisible();
  await expect(sheet.getByLabel('Raw record', { exact: true })).toContainText('"txid"');
  await expect(sheet.getByRole('heading', { name: 'What it gave rise to' })).toBeVisible();
  await expect(sheet.getByRole('heading', { name: /^Within an hour/ })).toHaveCount(2);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  expect(await focused.evaluate((row) => row === document.activeElement)).toBe(true);

  await page.keyboard.press('Enter');
  await sheet.getByRole('button', { name: ip ?? 'none' }).click();
  await expect(chips(page)).toContainText(`Address: ${ip ?? ''}`);
});

test('a record is open exactly while the address names it, however fast it is closed and opened again', async ({
  page,
}) => {
  await page.goto('/signals?q=result%3Adenied');
  const first = records(page).getByRole('button').first();
  const sheet = page.getByRole('dialog', { name: 'Raw record' });
  await first.click();
  await expect(sheet).toBeVisible();
  const slowly = await page.context().newCDPSession(page);
  await slowly.send('Emulation.setCPUThrottlingRate', { rate: 6 });
  for (let round = 0; round < 8; round += 1) {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
  }
  await slowly.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  await expect(async () => {
    expect(await sheet.isVisible()).toBe(new URL(page.url()).searchParams.has('signal'));
  }).toPass({ timeout: 5_000 });
});

test('what cannot be read, or finds nothing, is said with the remedy', async ({ page }) => {
  const shown = (text: string | RegExp) => page.getByText(text).filter({ visible: true });
  await page.goto('/signals');
  await box(page).fill('colour:red');
  await box(page).press('Enter');
  await expect(page.getByRole('alert').filter({ hasText: 'there is no field “colour”' })).toBeVisible();
  await page.goto('/signals?q=address%3Anowhere');
  await expect(shown('This search was not run.')).toBeVisible();
  await expect(shown(/Write one such as 198\.51\.100\.7/)).toBeVisible();
  await page.goto('/signals?q=colour%3Ared');
  await expect(shown('This search was not run.')).toBeVisible();
  await expect(box(page)).toHaveValue('colour:red');
  await page.getByRole('button', { name: 'Begin anew' }).click();
  await expect(page).toHaveURL('/signals');
  await expect(box(page)).toHaveValue('');
  await page.goto('/signals?q=colour%3Ared');
  await expect(box(page)).toHaveValue('colour:red');
  await box(page).fill('result:denied');
  await box(page).press('Enter');
  await expect(page).toHaveURL(/q=result%3Adenied/);
  await expect(box(page)).toHaveValue('');
  await expect(shown('This search was not run.')).toHaveCount(0);
  await page.goto('/signals?q=zzzz');
  await expect(shown('Nobody and nothing here is called zzzz.')).toBeVisible();
});

test('columns are chosen, and a search is kept by name, opened and removed', async ({ page }) => {
  await page.goto('/signals?q=result%3Adenied&since=30d');
  await page.getByRole('button', { name: 'Columns' }).click();
  const column = page.getByRole('checkbox', { name: 'Transaction' });
  await column.click();
  await expect(column).toBeChecked();
  await page.keyboard.press('Escape');
  await expect(records(page).getByRole('columnheader', { name: 'Transaction' })).toBeVisible();
  await expect(page).toHaveURL(/columns=/);
  // They are remembered where no address names any.
  await page.goto('/signals?q=result%3Adenied&since=30d');
  await expect(records(page).getByRole('columnheader', { name: 'Transaction' })).toBeVisible();
  const download = page.waitForEvent('download');
  await page.getByRole('link', { name: 'Export JSON lines' }).click();
  expect((await download).suggestedFilename()).toMatch(/^signals-.*\.jsonl$/);

  await page.getByRole('button', { name: 'Saved searches' }).click();
  const dialog = page.getByRole('dialog', { name: 'Saved searches' });
  await dialog.getByRole('button', { name: 'Save search' }).click();
  await expect(dialog.getByText('Name the search.')).toBeVisible();
  await dialog.getByLabel('Save this search as').fill('Refused');
  await dialog.getByRole('button', { name: 'Save search' }).click();
  await expect(dialog.getByRole('button', { name: 'Refused', exact: true })).toBeVisible();
  await page.goto('/signals');
  await page.getByRole('button', { name: 'Saved searches' }).click();
  await expect(dialog.getByText('result:denied · last 30 days')).toBeVisible();
  await dialog.getByRole('button', { name: 'Refused', exact: true }).click();
  await expect(page).toHaveURL(/q=result%3Adenied/);
  await page.getByRole('button', { name: 'Saved searches' }).click();
  await dialog.getByRole('button', { name: 'Remove Refused' }).click();
  await expect(dialog.getByText('You keep no search yet.')).toBeVisible();
});
