import { expect, type Page } from '@playwright/test';
import { z } from 'zod';
import { hubSchema } from '@/domain/views/integration';
import type { MemberSession } from '@/scripts/pages/member-session';
import { test } from './member';
import { runningProduct } from './product';

const { second } = runningProduct();

/** The integration that reads the second Duo account; connected here unless another test has done so. */
async function subsidiary({ api, read }: MemberSession): Promise<{ id: string; name: string }> {
  const find = async () =>
    hubSchema
      .parse(await read('/api/v1/integrations'))
      .integrations.find(({ name }) => !name.endsWith('Production') && name.startsWith('Cisco Duo'));
  const known = await find();
  if (known !== undefined) return known;
  const { host, ikey, skey } = second;
  const response = await api.post('/api/v1/integrations', {
    data: { connector: 'cisco-duo', name: 'Cisco Duo · Subsidiary', fields: { host, ikey, skey } },
  });
  expect(response.status()).toBe(200);
  const made = await find();
  if (made === undefined) throw new Error('The second integration is not on the hub.');
  return made;
}

const row = (page: Page, stream: string) => page.getByRole('row', { name: new RegExp(`^(Read )?${stream}`) });
const connected = (page: Page) =>
  expect(row(page, 'Authentication')).toContainText(/Connected|Syncing/, { timeout: 45_000 });

test.describe.serial('an integration, on its page,', () => {
  test('switches a stream off only after a question, and on from then', async ({ page, session }) => {
    const { id } = await subsidiary(session);
    await page.goto(`/integrations/${id}`);
    await connected(page);
    const offline = row(page, 'Offline enrollment');
    const toggle = offline.getByRole('switch', { name: 'Read Offline enrollment' });
    await expect(toggle).toBeChecked();
    await toggle.press('Space');
    const question = page.getByRole('dialog', { name: 'Switch Offline enrollment off?' });
    await expect(question).toContainText('ledger of gaps');
    await question.getByRole('button', { name: 'Keep it on' }).click();
    await expect(toggle).toBeChecked();
    await toggle.press('Space');
    await question.getByRole('button', { name: 'Switch off' }).click();
    await expect(question).toBeHidden();
    await expect(offline).toContainText('Off');
    await expect(toggle).not.toBeChecked();
    await expect(row(page, 'Authentication').getByRole('switch')).toBeDisabled();
    await expect(toggle).toBeEnabled();
    await toggle.press('Space');
    await expect(toggle).toBeChecked();
    await expect(offline).toContainText(/Waiting for the first poll|Syncing|Connected/);
  });

  test('reads a stream as often as it is told, within what the vendor allows', async ({ page, session }) => {
    const { id } = await subsidiary(session);
    await page.goto(`/integrations/${id}`);
    const interval = row(page, 'Telephony').getByRole('button', { name: /^Interval of Telephony/ });
    await interval.click();
    const dialog = page.getByRole('dialog', { name: 'How often is Telephony read?' });
    await dialog.getByRole('button', { name: 'Other' }).click();
    await dialog.getByLabel('Interval in seconds').fill('10');
    await expect(dialog.getByLabel('Interval in seconds')).toHaveAccessibleDescription(/60 seconds or more/);
    await dialog.getByLabel('Interval in seconds').fill('1800');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toBeHidden();
    await expect(interval).toHaveText('30 min');
    await expect(interval).toBeFocused();
  });

  test('is paused only after a question, and says so', async ({ page, session }) => {
    const { id } = await subsidiary(session);
    await page.goto(`/integrations/${id}`);
    await page.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
    await expect(page.getByRole('heading', { level: 1 }).locator('..')).toContainText('Paused');
  });

  test('reads a window again, and says what it will do first', async ({ page, session }) => {
    const { integrations } = hubSchema.parse(await session.read('/api/v1/integrations'));
    const production = integrations.find(({ name }) => name.endsWith('Production'));
    await page.goto(`/integrations/${String(production?.id)}`);
    await page.getByRole('button', { name: 'More for Authentication' }).click();
    await page.getByRole('menuitem', { name: 'Re-pull a window' }).click();
    const dialog = page.getByRole('dialog', { name: 'Read a window of Authentication again' });
    await dialog.getByLabel('To').fill('2020-01-01T00:00');
    await expect(dialog.getByLabel('To')).toHaveAccessibleDescription(/before the beginning/);
    await page.mouse.click(5, 5);
    await expect(dialog.getByLabel('To')).toHaveValue('2020-01-01T00:00');
    await dialog.getByRole('button', { name: 'Last hour' }).click();
    await expect(dialog).toContainText(/1 h.*beside the live reading.*added and scored/);
    await dialog.getByRole('button', { name: 'Read it again' }).click();
    await expect(dialog).toBeHidden();
    const runs = z.object({ runs: z.array(z.object({ lane: z.string(), result: z.string() })) });
    await expect
      .poll(
        async () =>
          runs
            .parse(await session.read(`/api/v1/integrations/${String(production?.id)}/runs`))
            .runs.some(({ lane, result }) => lane === 'repull' && result === 'done'),
        { timeout: 40_000 },
      )
      .toBe(true);
    await expect(page.getByRole('progressbar', { name: /^Re-pull/ })).toHaveCount(0);
  });

  test('resumes after a pause with a choice of what becomes of the time between', async ({
    page,
    session,
  }) => {
    test.setTimeout(180_000);
    const { id, name } = await subsidiary(session);
    const missed = z.object({ missedSince: z.string().nullable() });
    await expect
      .poll(async () => missed.parse(await session.read(`/api/v1/integrations/${id}`)).missedSince, {
        timeout: 100_000,
        intervals: [2_000],
      })
      .not.toBeNull();
    await page.goto(`/integrations/${id}`);
    await page.getByRole('button', { name: 'Resume' }).click();
    const choice = page.getByRole('dialog', { name: `Resume ${name}` });
    await expect(choice.getByRole('radio', { name: /^Catch up/ })).toBeChecked();
    await choice.getByRole('radio', { name: /^Skip/ }).check();
    await choice.getByRole('button', { name: 'Resume and skip' }).click();
    await expect(choice).toBeHidden();
    await connected(page);
  });

  test('is deleted only by its name, which a press beside the dialog does not throw away', async ({
    page,
    session,
  }) => {
    const { id, name } = await subsidiary(session);
    await page.goto(`/integrations/${id}`);
    await page.getByRole('button', { name: `More for ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog', { name: `Delete ${name}?` });
    await expect(dialog).toContainText('People known only from here');
    await dialog.getByRole('radio', { name: /^Remove everything/ }).check();
    const typed = dialog.getByLabel(`Type ${name} to confirm`);
    await typed.fill('something else');
    await page.mouse.click(5, 5);
    await expect(typed).toHaveValue('something else');
    await dialog.getByRole('button', { name: 'Delete everything' }).click();
    await expect(typed).toHaveAccessibleDescription(/exactly as it is/);
    await typed.fill(name);
    await dialog.getByRole('button', { name: 'Delete everything' }).click();
    await expect(dialog).toBeHidden();
    await expect
      .poll(async () => (await session.api.get(`/api/v1/integrations/${id}`)).status(), { timeout: 45_000 })
      .toBe(404);
    await page.goto('/integrations');
    await expect(page.getByRole('link', { name: `View ${name}` })).toHaveCount(0);
  });
});
