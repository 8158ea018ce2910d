import { expect, type Locator, type Page } from '@playwright/test';
import { hubSchema } from '@/domain/views/integration';
import type { MemberSession } from '@/scripts/pages/member-session';
import { test } from './member';
import { nameOf, runningProduct, stageAttack } from './product';

/** The way of a new Duo account: connected, attacked, explained, decided, and found in the audit log afterwards. */

const { second } = runningProduct();

/** Removes whatever reads the second Duo account, with all that came from it. */
async function disconnect({ api, read }: MemberSession): Promise<void> {
  const { integrations } = hubSchema.parse(await read('/api/v1/integrations'));
  for (const { id, name } of integrations) {
    if (!name.startsWith('Cisco Duo') || name.endsWith('Production')) continue;
    const response = await api.post(`/api/v1/integrations/${id}/delete`, { data: { name, keep: 'nothing' } });
    expect(response.status()).toBe(200);
  }
}

const newest = (page: Page, username: string) =>
  page
    .getByRole('region', { name: 'Newest events' })
    .getByRole('listitem')
    .filter({ hasText: 'Tampered cookie' })
    .filter({ hasText: nameOf(username) })
    .getByRole('button')
    .first();
const evidenceOn = (page: Page) => page.getByRole('dialog', { name: 'Identity event and its evidence' });
/** The score once what was staged has all come: no event has moved it for a while. */
async function settledScore(page: Page): Promise<number> {
  let before = -1;
  await expect
    .poll(
      async () => {
        const [last, now] = [before, await scoreOn(page)];
        before = now;
        return now === last;
      },
      { intervals: [4_000], timeout: 40_000 },
    )
    .toBe(true);
  return before;
}

/** The attack factor that the profile shows; of somebody beyond the cap, where one event less may change nothing, the uncapped one. */
async function scoreOn(page: Page): Promise<number> {
  const uncapped = /\b(\d+\.\d+) uncapped/.exec(await page.getByRole('main').innerText());
  if (uncapped !== null) return Number(uncapped[1]);
  const words = await page.getByRole('region', { name: 'Attack factor', exact: true }).innerText();
  const shown = /\b\d+\.\d\b/.exec(words);
  if (shown === null) throw new Error(`There is no score in “${words}”.`);
  return Number(shown[0]);
}

test.beforeEach(({ session }) => disconnect(session));

test('with the mouse, from connecting Duo to the audit log', async ({ page }) => {
  await page.goto('/integrations');
  await page.getByRole('link', { name: 'Configure New: Cisco Duo' }).click();
  await page.getByRole('textbox', { name: /^Name/ }).fill('Cisco Duo · Subsidiary');
  await page.getByLabel('API host name').fill(second.host);
  await page.getByLabel('Integration key').fill(second.ikey);
  await page.getByLabel('Secret key').fill(second.skey);
  await page.getByRole('button', { name: 'Test connection' }).click();
  await page.getByRole('button', { name: 'Save and start polling' }).click();
  await page.getByRole('link', { name: 'Watch the first run' }).click();
  await expect(page.getByText('Connected', { exact: true }).first()).toBeVisible({ timeout: 45_000 });

  const { username } = await stageAttack('TAMPERED_COOKIE', undefined, second);
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Dashboard' }).click();
  await newest(page, username).click({ timeout: 30_000 });
  await evidenceOn(page)
    .getByRole('link', { name: nameOf(username) })
    .first()
    .click();
  await expect(page).toHaveURL(/\/people\/[0-9a-f-]{36}/);
  await page
    .getByRole('region', { name: /^Why \d/ })
    .getByRole('listitem')
    .getByRole('button')
    .first()
    .click();
  await expect(evidenceOn(page).getByLabel('Raw record').first()).toContainText(username);

  const before = await settledScore(page);
  await evidenceOn(page).getByRole('button', { name: 'Benign' }).click();
  await evidenceOn(page).getByLabel('Why').fill('Our own test, seen by mouse');
  await evidenceOn(page).getByRole('button', { name: 'Mark as benign' }).click();
  await expect(evidenceOn(page).getByText('left out of the score')).toBeVisible();
  await expect.poll(() => scoreOn(page)).toBeLessThan(before);
  await evidenceOn(page).getByRole('button', { name: 'Close' }).click();
  await expect(evidenceOn(page)).toBeHidden();
  await expect(page).toHaveURL(/\/people\/[0-9a-f-]{36}$/);

  await page.getByRole('link', { name: 'Settings' }).first().click();
  await page
    .getByRole('link', { name: /Audit log/ })
    .first()
    .click();
  await expectInAudit(page, 'Our own test, seen by mouse', (opener) => opener.click());
});

test('with the keyboard alone, from connecting Duo to the audit log', async ({ page }) => {
  await page.goto('/dashboard');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await goTo(page, 'i', '/integrations');
  await press(page, page.getByRole('link', { name: 'Configure New: Cisco Duo' }));
  await tabTo(page, page.getByRole('textbox', { name: /^Name/ }));
  await page.keyboard.type('Cisco Duo · Subsidiary');
  for (const [label, value] of [
    ['API host name', second.host],
    ['Integration key', second.ikey],
    ['Secret key', second.skey],
  ] as const) {
    await tabTo(page, page.getByLabel(label));
    await page.keyboard.type(value);
  }
  await press(page, page.getByRole('button', { name: 'Test connection' }));
  await expect(page.getByText(/^The connection works\./).filter({ visible: true })).toBeVisible();
  await press(page, page.getByRole('button', { name: 'Save and start polling' }));
  await press(page, page.getByRole('link', { name: 'Watch the first run' }));
  await expect(page.getByText('Connected', { exact: true }).first()).toBeVisible({ timeout: 45_000 });

  const { username } = await stageAttack('TAMPERED_COOKIE', undefined, second);
  await goTo(page, 'd', '/dashboard');
  await expect(newest(page, username)).toBeVisible({ timeout: 30_000 });
  await rowTo(page, newest(page, username));
  await page.keyboard.press('Enter');
  await press(
    page,
    evidenceOn(page)
      .getByRole('link', { name: nameOf(username) })
      .first(),
  );
  await expect(page).toHaveURL(/\/people\/[0-9a-f-]{36}/);
  const bar = page
    .getByRole('region', { name: /^Why \d/ })
    .getByRole('listitem')
    .getByRole('button')
    .first();
  await press(page, bar);
  await expect(evidenceOn(page).getByLabel('Raw record').first()).toContainText(username);

  await page.keyboard.press('b');
  await expect(evidenceOn(page).getByLabel('Why')).toBeFocused();
  await page.keyboard.type('Our own test, seen by keyboard');
  const before = await settledScore(page);
  await page.keyboard.press('Control+Enter');
  await expect(evidenceOn(page).getByText('left out of the score')).toBeVisible();
  await expect.poll(() => scoreOn(page)).toBeLessThan(before);
  await page.keyboard.press('Escape');
  await expect(evidenceOn(page)).toBeHidden();

  await page.keyboard.press('Control+k');
  await page.keyboard.type('Audit log');
  await expect(page.getByRole('option', { name: /^Audit log/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expectInAudit(page, 'Our own test, seen by keyboard', (opener) => press(page, opener));
});

/** The newest decision in the audit log says who, why and on what. */
async function expectInAudit(page: Page, why: string, open: (opener: Locator) => Promise<void>) {
  await expect(page).toHaveURL('/settings/audit');
  const row = page.getByRole('table', { name: 'Entries' }).getByRole('row').filter({ hasText: 'Decide' });
  await open(row.getByRole('button').first());
  await expect(page.getByRole('dialog').getByRole('region', { name: 'After' })).toContainText(why);
}

async function goTo(page: Page, key: string, path: string): Promise<void> {
  await page.keyboard.press('g');
  await page.keyboard.press(key);
  await expect(page).toHaveURL(path);
}

/** Tabs to what is wanted, and presses Enter on it. */
async function press(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  await tabTo(page, wanted);
  await page.keyboard.press('Enter');
}

/** Goes from row to row with `j`, as on every list. */
async function rowTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 90; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('j');
  }
  throw new Error(`j does not lead to ${String(wanted)}.`);
}

async function tabTo(page: Page, wanted: Locator): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab does not lead to ${String(wanted)}.`);
}
