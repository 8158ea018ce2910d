import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect } from '@playwright/test';
import { z } from 'zod';
import { eventsPageSchema, peoplePageSchema } from '@/domain/views/person';
import { duoRecord } from '@/tests/setup/duo-record';
import { forgetProof } from './forget-proof';
import { test } from './member';
import { runningProduct, steerSimulator } from './product';

/** Two whom no other test knows, on a network that nobody else uses. */
const USER = `leaving-${randomUUID().slice(0, 8)}`;
const OTHER = `staying-${randomUUID().slice(0, 8)}`;

function fraudOf(user: string, at: number) {
  return duoRecord({
    ...{ at, user, userKey: `DU${user.toUpperCase()}`, email: `${user}@example.com` },
    ...{
      result: 'fraud',
      reason: 'user_marked_fraud',
      ip: '198.51.100.144',
      place: ['Leiden', 'Netherlands'],
    },
  });
}

test('somebody who asks for it is given everything, and erased: nothing is left, and nobody else is scored otherwise', async ({
  page,
  session,
}) => {
  test.setTimeout(120_000);
  const at = Date.now();
  await steerSimulator('POST /records', {
    path: '/admin/v2/logs/authentication',
    records: [USER, OTHER].map((user) => ({ record: fraudOf(user, at) })),
  });
  const found = async (user: string) => {
    const { people } = peoplePageSchema.parse(await session.read(`/api/v1/people?q=${user}`));
    return people.find(({ username }) => username === user);
  };
  await expect
    .poll(async () => [(await found(USER))?.events, (await found(OTHER))?.events], {
      timeout: 60_000,
    })
    .toEqual([1, 1]);
  const id = z.string().parse((await found(USER))?.id);
  // As of one moment, so that no time passes between the two.
  const scoreOfOther = async () => {
    const moment = encodeURIComponent(new Date(at + 1_000).toISOString());
    const other = await found(OTHER);
    const profile = await session.read(`/api/v1/people/${other?.id}?at=${moment}&reading=hindsight`);
    return z.object({ waterfall: z.object({ totalPrinted: z.string() }) }).parse(profile).waterfall
      .totalPrinted;
  };
  const before = await scoreOfOther();
  expect(Number(before)).toBeGreaterThan(1);

  await page.goto(`/people?q=${USER}`);
  await page.getByRole('link', { name: USER, exact: true }).filter({ visible: true }).first().click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(USER);
  await page.goto(`/people/${id}?tab=history`);
  // Both acts ask who it is, where nobody has proven it lately.
  await forgetProof(runningProduct().member.email);
  const prove = async () => {
    const dialog = page.getByRole('dialog', { name: 'Confirm that it is you' });
    await dialog.getByLabel('Your password').fill(runningProduct().member.password);
    await dialog.getByRole('button', { name: 'Confirm', exact: true }).click();
  };
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export everything as JSON' }).click();
  await prove();
  const file = await saved;
  expect(file.suggestedFilename()).toMatch(new RegExp(`^person-${USER}-\\d{4}-\\d{2}-\\d{2}\\.json$`));
  expect(readFileSync(await file.path(), 'utf8')).toContain(`${USER}@example.com`);

  await page.getByRole('button', { name: 'Erase this person' }).click();
  const sheet = page.getByRole('dialog', { name: `Erase ${USER}?` });
  const lost = (what: string) => sheet.locator('dl > div').filter({ hasText: what }).locator('dd');
  await expect(lost('Raw records')).toHaveText('1');
  await expect(lost('Identity events')).toHaveText('1');
  await sheet.getByLabel(`Type ${USER} to confirm`).fill('somebody');
  await sheet.getByRole('button', { name: 'Erase for good' }).click();
  await expect(sheet.getByText(`Type ${USER}.`, { exact: true })).toBeVisible();
  await sheet.getByLabel(`Type ${USER} to confirm`).fill(USER);
  await sheet.getByRole('button', { name: 'Erase for good' }).click();
  await expect(page).toHaveURL('/settings/privacy');
  await expect(
    page
      .getByText(/: 1 record, 1 event\./)
      .filter({ visible: true })
      .first(),
  ).toBeVisible();

  expect(await found(USER)).toBeUndefined();
  expect((await session.api.get(`/api/v1/people/${id}`)).status()).toBe(404);
  expect(eventsPageSchema.parse(await session.read(`/api/v1/events?person=${id}`)).events).toEqual([]);
  await page.goto(`/people?q=ing-`);
  await expect(page.getByRole('link', { name: OTHER }).filter({ visible: true }).first()).toBeVisible();
  await expect(page.getByRole('link', { name: USER, exact: true }).filter({ visible: true })).toHaveCount(0);
  await page.goto(`/signals?q=${encodeURIComponent(`address:198.51.100.144`)}&since=24h`);
  await expect(page.getByText(OTHER).filter({ visible: true }).first()).toBeVisible();
  await expect(page.getByText(USER, { exact: true }).filter({ visible: true })).toHaveCount(0);
  expect(await scoreOfOther()).toBe(before);

  await page.goto('/settings/audit?action=erase-person');
  await expect(page.getByRole('cell', { name: 'Erase person' }).first()).toBeVisible();
  await expect(page.locator('main')).not.toContainText(USER);
});
