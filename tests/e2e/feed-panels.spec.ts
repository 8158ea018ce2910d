import { readFile } from 'node:fs/promises';
import { expect, type Page } from '@playwright/test';
import { test } from './member';
import { steerSimulator } from './product';

async function openTab(page: Page, tab: string): Promise<void> {
  await page.goto('/integrations');
  await page.getByRole('link', { name: 'View Cisco Duo · Production' }).click();
  await page.getByRole('tab', { name: tab }).click();
  await expect(page.getByRole('tab', { name: tab })).toHaveAttribute('aria-selected', 'true');
}

test('runs are narrowed in the address, exported as they are narrowed, and open to what they did', async ({
  page,
}) => {
  await openTab(page, 'Runs');
  const runs = page.getByRole('region', { name: 'Runs', exact: true });
  await expect(runs.getByRole('row').nth(1)).toBeVisible();
  await runs.getByLabel('Stream').selectOption({ label: 'Authentication' });
  await runs.getByLabel('Result').selectOption({ label: 'Done' });
  await expect(page).toHaveURL(/stream=authentication/);
  await expect(page).toHaveURL(/result=done/);
  await expect(runs.getByRole('row').nth(1)).toContainText('Authentication');
  await expect(runs.getByRole('cell', { name: 'Directory' })).toHaveCount(0);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    runs.getByRole('link', { name: 'Export CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^runs-.*\.csv$/);
  const text = await readFile(await download.path(), 'utf8');
  const [head, ...lines] = text.trimEnd().split('\r\n');
  expect(head).toMatch(/^id,startedAt,/);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line).toMatch(/,authentication,\w+,\w+,done,/);

  await page.reload();
  await expect(runs.getByLabel('Stream')).toHaveValue('authentication');
  await runs.getByRole('row').nth(1).getByRole('button').click();
  const opened = page.getByRole('dialog', { name: 'Run' });
  await expect(opened).toContainText('Correlation id');
  await expect(opened).toContainText('Read up to, after');
  await page.keyboard.press('Escape');
  await expect(opened).toBeHidden();
  await expect(page).not.toHaveURL(/run=/);
  await runs.getByRole('button', { name: 'Show all' }).click();
  await expect(page).not.toHaveURL(/stream=/);
});

test('a record that cannot be read is kept whole, tried again in vain, and removed after a question', async ({
  page,
}) => {
  const raw = '{"txid":"kept-whole",,"user":"\u202eada"}';
  await steerSimulator('POST /records', { records: [{ raw, ms: Date.now(), txid: 'kept-whole' }] });
  await openTab(page, 'Quarantine');
  const quarantine = page.getByRole('region', { name: 'Quarantine' });
  await expect(async () => {
    await page.reload();
    await expect(quarantine.getByText('Not JSON').first()).toBeVisible({ timeout: 2_000 });
  }).toPass({ timeout: 60_000 });

  await quarantine.getByRole('row').nth(1).getByRole('button').first().click();
  const record = page.getByRole('dialog', { name: 'Record in quarantine' });
  // Whole, and what would turn the direction of text is written out.
  await expect(record).toContainText('{"txid":"kept-whole",,"user":"\\u202eada"}');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    record.getByRole('link', { name: 'Download' }).click(),
  ]);
  expect(JSON.parse(await readFile(await download.path(), 'utf8'))).toMatchObject({ text: raw });
  await record.getByRole('button', { name: 'Try again' }).click();
  await expect(quarantine.getByRole('status')).toContainText('still cannot be read');
  await record.getByRole('button', { name: 'Remove' }).click();
  const question = page.getByRole('dialog', { name: 'Remove 1 record?' });
  await expect(question).toContainText('deleted here for good');
  await question.getByRole('button', { name: 'Remove 1 record' }).click();
  await expect(quarantine.getByText('Nothing is in quarantine.')).toBeVisible();
});

test('the feed is judged, its coverage told, and a bundle for support holds no keys', async ({ page }) => {
  await openTab(page, 'Feed quality');
  await expect(page.getByRole('region', { name: 'Volume against usual' })).toContainText('Authentication');
  await expect(page.getByRole('region', { name: 'Gaps' })).toBeVisible();
  await page.getByRole('tab', { name: 'Coverage' }).click();
  const coverage = page.getByRole('region', { name: 'What can fire here' });
  await expect(coverage.getByRole('row', { name: /User-marked fraud/ })).toContainText('Can fire');
  await expect(coverage.getByRole('row', { name: /Leaked password/ })).toContainText('Cannot fire');
  await page.getByRole('tab', { name: 'Diagnose' }).click();
  await expect(page.getByRole('region', { name: 'What Parapet knows by itself' })).toContainText(
    'At least one worker is running.',
  );
  await page.getByRole('button', { name: 'Run diagnosis' }).click();
  await expect(page.getByRole('region', { name: 'The way to the vendor' })).toContainText(
    'The connection works.',
    { timeout: 45_000 },
  );
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download support bundle' }).click(),
  ]);
  const bundle = await readFile(await download.path(), 'utf8');
  expect(bundle).toContain('"connector": "cisco-duo"');
  expect(bundle).not.toMatch(/skey"|@northwind|DI[A-Z0-9]{18}/);
});
