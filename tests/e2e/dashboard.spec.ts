import { expect } from '@playwright/test';
import { test } from './member';
import { openPerson } from './open-person';
import { nameOf, stageAttack } from './product';

const DIGITS = /^[\d,]+$/;

test('the dashboard says who is attacked, how, and whether the feed can be trusted', async ({ page }) => {
  await page.goto('/dashboard');
  const feeds = page.getByRole('region', { name: 'Feeds' });
  await expect(feeds).toContainText('Cisco Duo · Production');
  await expect(feeds).toContainText(/Connected|Syncing/);
  await expect(feeds).toContainText(/newest record \d+/);

  const factor = page.getByRole('region', { name: 'Attack factor' });
  for (const band of ['Very Low', 'Low', 'Medium', 'High', 'Very High'])
    await expect(factor.getByRole('link', { name: new RegExp(`^[\\d,]+ ?${band}$`) })).toBeVisible();

  const overTime = page.getByRole('region', { name: 'Events over time' });
  await expect(overTime.getByRole('img')).toBeVisible();
  await overTime.getByRole('button', { name: 'Table' }).click();
  await expect(overTime.getByRole('row')).toHaveCount(31);
  await overTime.getByRole('button', { name: 'Compare' }).click();
  await expect(page).toHaveURL(/compare=before/);
  await expect(overTime.getByRole('columnheader', { name: 'Period before' })).toBeVisible();
  await overTime.getByRole('button', { name: 'Hours' }).click();
  await expect(page).toHaveURL(/step=hour/);
  await expect(overTime.getByRole('row')).toHaveCount(721);

  const attacked = page.getByRole('table', { name: 'Most attacked people' });
  const scores = (
    await attacked
      .getByRole('cell')
      .getByText(/^\d+\.\d$/)
      .allTextContents()
  ).map(Number);
  expect(scores.length).toBeGreaterThan(2);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
  await expect(
    page.getByRole('region', { name: 'Newest events' }).getByRole('listitem').first(),
  ).toContainText(/Got in|Refused|Unknown/);
});

test('identity events open into integrations and kinds, fold, and lead to their details', async ({
  page,
}) => {
  await page.goto('/dashboard');
  const behaviors = page.getByRole('region', { name: 'Human Risk Behaviors' });
  const kind = behaviors.getByRole('rowheader', { name: /^Push harassment/ });
  const toggle = behaviors.getByRole('button', { name: 'Identity events' });
  await expect(kind).toBeVisible();
  await expect(behaviors.getByRole('rowheader', { name: /^Cisco Duo · Production/ })).toBeVisible();
  await toggle.click();
  await expect(toggle).toHaveAttribute('aria-expanded', 'false');
  await expect(kind).toBeHidden();
  await toggle.click();
  await expect(kind).toBeVisible();

  await behaviors.getByRole('link', { name: 'View details of identity events' }).click();
  await expect(page).toHaveURL('/behaviors/identity');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Identity events');
});

test('numbers of the dashboard lead to lists that say the same number', async ({ page }) => {
  test.setTimeout(90_000);
  const behaviors = () => page.getByRole('region', { name: 'Human Risk Behaviors' });
  const row = (name: RegExp) => behaviors().getByRole('row', { name });
  const numbers = [
    {
      link: () =>
        row(/^Identity events/)
          .getByRole('link', { name: DIGITS })
          .first(),
      says: 'Latest events',
    },
    {
      link: () =>
        row(/^Push harassment/)
          .getByRole('link', { name: DIGITS })
          .first(),
      says: 'Latest events',
    },
    {
      link: () =>
        row(/^Push harassment/)
          .getByRole('link', { name: DIGITS })
          .last(),
      says: 'Individual performance',
    },
  ];
  for (const { link, says } of numbers)
    // An attack may come between the number and its list: then both are read anew.
    await expect(async () => {
      await page.goto('/dashboard');
      const number = await link().textContent();
      await link().click();
      const list = page.getByRole('region', { name: says });
      await expect(list).toContainText(new RegExp(`${says}${number ?? ''} (events?|people|person)`), {
        timeout: 3_000,
      });
    }).toPass({ timeout: 25_000 });
});

test('the dashboard prints without what steers it, and fits on a sheet', async ({ page }) => {
  await page.setViewportSize({ width: 718, height: 1000 });
  await page.goto('/dashboard');
  await expect(page.getByRole('region', { name: 'Events over time' }).getByRole('img')).toBeVisible();
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeHidden();
  await expect(page.getByRole('group', { name: 'Range' })).toBeHidden();
  await expect(page.getByRole('button', { name: 'Table' })).toBeHidden();
  await expect(page.locator('main svg[class*="chevron"]').filter({ visible: true })).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Table' }).filter({ visible: true })).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(over).toBeLessThanOrEqual(0);
});

test('a profile prints without what steers it, now and as of another moment, and fits on a sheet', async ({
  page,
}) => {
  await page.setViewportSize({ width: 718, height: 1000 });
  await openPerson(page);
  await expect(page.getByRole('region', { name: /^Why / })).toBeVisible();
  const now = page.url();
  const at = new Date(Date.now() - 30_000).toISOString();
  for (const address of [now, `${now}?at=${at}`, `${now}?at=garbage`]) {
    await page.emulateMedia({ media: 'screen' });
    await page.goto(address);
    await expect(page.getByRole('region', { name: /^Why / })).toBeVisible();
    const counted = page.getByRole('region', { name: /^Identity events/ }).getByText(/^\d+ events?$/);
    await expect(counted).toBeVisible();
    const whole = Number.parseInt(await counted.innerText(), 10);
    await page.emulateMedia({ media: 'print' });
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByText(/^Parapet · .+ · as shown at \d/)).toBeVisible();
    // On paper nothing can be opened: all is there.
    await expect(
      page.getByRole('table', { name: 'Identity events' }).locator('tbody [data-row]'),
    ).toHaveCount(whole);
    await expect(page.getByText(/smaller events?$/).filter({ visible: true })).toHaveCount(0);
    // What is left of buttons are rows that say something, and open it on screen.
    const said = await page.locator('main button:visible').allInnerTexts();
    expect(
      said.filter((words) => /^(Back|Leave|Open|Show|Another|As of|Copy|JSON|Table)/.test(words)),
    ).toEqual([]);
    await expect(page.locator('main svg[class*="chevron"]').filter({ visible: true })).toHaveCount(0);
    await expect(page.getByRole('slider')).toBeHidden();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over).toBeLessThanOrEqual(0);
  }
});

test('the four tabs of identity events have content and stay in the address', async ({ page }) => {
  await page.goto('/behaviors/identity');
  const panel = page.getByRole('tabpanel');
  await expect(panel.getByRole('region', { name: 'Events over time' }).getByRole('img')).toBeVisible();

  await page.getByRole('tab', { name: 'Individual performance' }).click();
  await expect(page).toHaveURL('/behaviors/identity?tab=individuals');
  await expect(panel.getByRole('row').nth(1)).toContainText(/Very High|High|Medium/);
  await panel.getByRole('combobox', { name: 'Band' }).selectOption({ label: 'Very Low' });
  await expect(page).toHaveURL('/behaviors/identity?tab=individuals&band=very_low');
  await expect(panel.getByRole('row').filter({ hasText: 'Very High' })).toHaveCount(0);
  await panel.getByRole('combobox', { name: 'Band' }).selectOption({ label: 'Any band' });

  await page.getByRole('tab', { name: 'Score breakdown' }).click();
  await expect(page).toHaveURL('/behaviors/identity?tab=breakdown');
  await expect(panel.getByRole('row').last()).toContainText(/All kinds.*\+\d/);
  await panel.getByRole('button', { name: 'Department' }).click();
  await expect(page).toHaveURL('/behaviors/identity?tab=breakdown&by=department');
  await expect(panel.getByRole('row').last()).toContainText(/All departments.*\+\d/);
  await panel.getByRole('button', { name: 'Kind', exact: true }).click();

  await page.getByRole('tab', { name: 'Latest events' }).click();
  await expect(page).toHaveURL('/behaviors/identity?tab=latest');
  await panel.getByRole('button', { name: 'Got in' }).click();
  await expect(page).toHaveURL(/outcome=got_in/);
  const table = panel.getByRole('table', { name: 'Latest events' });
  await expect(table.getByText('Refused', { exact: true })).toHaveCount(0);
  await expect(table.getByText('Got in').first()).toBeVisible();

  await page.reload();
  await expect(page.getByRole('tab', { name: 'Latest events' })).toHaveAttribute('aria-selected', 'true');
  await expect(panel.getByRole('button', { name: 'Got in' })).toHaveAttribute('aria-pressed', 'true');
  await page.getByRole('link', { name: 'Behaviors' }).first().click();
  await expect(page).toHaveURL('/behaviors');
  await page.goBack();
  await expect(page.getByRole('tab', { name: 'Latest events' })).toHaveAttribute('aria-selected', 'true');
});

test('an attack appears on the open dashboard without a reload', async ({ page }) => {
  await page.goto('/dashboard');
  const row = page
    .getByRole('region', { name: 'Human Risk Behaviors' })
    .getByRole('row', { name: /^Tampered cookie/ });
  const count = row.getByRole('gridcell').nth(1);
  await expect(count).toHaveText(DIGITS);
  const before = Number(await count.textContent());
  await page.evaluate(() => document.body.setAttribute('data-still-here', ''));

  const { username } = await stageAttack('TAMPERED_COOKIE');

  await expect
    .poll(async () => Number(await count.textContent()), { timeout: 30_000 })
    .toBeGreaterThan(before);
  const newest = page.getByRole('region', { name: 'Newest events' }).getByRole('listitem');
  await expect(
    newest
      .filter({ hasText: nameOf(username) })
      .filter({ hasText: 'Tampered cookie' })
      .first(),
  ).toBeVisible();
  await expect(page.locator('body[data-still-here]')).toBeVisible();
});

test('what is done to the account appears on the dashboard, and opens down to the raw records', async ({
  page,
}) => {
  await page.goto('/dashboard');
  const card = page.getByRole('region', { name: 'High-risk system events' });
  const newest = card.getByRole('listitem').or(card.getByText('Nothing of high risk')).first();
  const made = card.getByRole('listitem').filter({ hasText: 'Admin API application made' });
  await expect(newest).toBeVisible();
  // The instant of the newest lock-out: there may be one of before, and other events may come after it.
  const lockout = card.getByRole('listitem').filter({ hasText: 'Administrator locked out' }).first();
  const instant = async () =>
    (await lockout.count()) === 0 ? null : lockout.locator('time').getAttribute('datetime');
  const before = await instant();
  await page.evaluate(() => document.body.setAttribute('data-still-here', ''));
  await stageAttack('ADMIN_HIGH_RISK');
  await expect.poll(instant, { timeout: 45_000 }).not.toBe(before);
  await expect(page.locator('body[data-still-here]')).toBeVisible();

  await made.first().getByRole('button').click();
  await expect(page).toHaveURL(/system=/);
  const sheet = page.getByRole('dialog');
  await expect(sheet).toContainText(/made an Admin API application, Admin API 2, from \d/);
  await expect(sheet).toContainText('nobody’s score');
  await expect(sheet.getByLabel('Raw record').first()).toContainText('integration_create');
  await page.keyboard.press('Escape');
  await expect(page).toHaveURL('/dashboard');
});

test('a page that is held still does not change until it is let go', async ({ page }) => {
  await page.goto('/dashboard');
  const pill = page.getByRole('button', { name: 'Live', exact: true });
  await pill.click();
  const paused = page.getByRole('button', { name: /^Paused/ });
  await expect(paused).toHaveAttribute('aria-pressed', 'true');
  // What happens meanwhile is counted, and not read out.
  const asOf = page.getByText('every number as of').locator('time');
  // An answer that came just before is drawn first.
  await page.evaluate(
    () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
  );
  const held = await asOf.getAttribute('datetime');
  await expect(paused).toHaveText(/^Paused· \d+ waiting$/, { timeout: 20_000 });
  await expect(page.getByText('Live updates: Paused', { exact: true })).toHaveCount(1);
  expect(await asOf.getAttribute('datetime')).toBe(held);
  await paused.click();
  await expect(pill).toBeVisible();
  await expect(asOf).not.toHaveAttribute('datetime', held ?? '');
});
