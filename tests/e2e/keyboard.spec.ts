import { expect, type Page } from '@playwright/test';
import { STRANGER, test } from './member';
import { runningProduct } from './product';

const { member } = runningProduct();

/** Presses Tab until the focus is on something of that name. */
async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    const words = (await focused.getAttribute('aria-label')) ?? (await focused.textContent()) ?? '';
    if (typeof name === 'string' ? words.trim() === name : name.test(words)) return;
  }
  throw new Error(`Tab does not lead to ${String(name)}.`);
}

test.describe('with the keyboard alone', () => {
  test.describe('a stranger', () => {
    test.use({ storageState: STRANGER });

    test('signs in', async ({ page }) => {
      await page.goto('/sign-in');
      await expect(page.getByLabel('E-mail')).toBeFocused();
      await page.keyboard.type(member.email);
      await page.keyboard.press('Tab');
      await page.keyboard.type(member.password);
      await page.keyboard.press('Enter');
      await expect(page).toHaveURL('/dashboard');
    });
  });

  test('one goes from the dashboard to a person, an event, its record, and back', async ({ page }) => {
    await page.goto('/dashboard');
    await page.keyboard.press('g');
    await page.keyboard.press('p');
    await expect(page).toHaveURL('/people');
    const rows = page.getByRole('table', { name: 'People' }).getByRole('row');
    await expect(rows.nth(2)).toBeVisible();
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await expect(rows.nth(2).getByRole('rowheader').getByRole('link')).toBeFocused();
    await page.keyboard.press('k');
    await expect(rows.nth(1).getByRole('rowheader').getByRole('link')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/\/people\/[0-9a-f-]{36}$/);

    const why = page.getByRole('region', { name: /^Why \d/ });
    await expect(why).toBeVisible();
    await page.keyboard.press('j');
    await page.evaluate(() => document.activeElement?.setAttribute('data-opener', ''));
    const opener = page.locator('[data-opener]');
    await page.keyboard.press('Enter');
    const evidence = page.getByRole('dialog', { name: 'Identity event and its evidence' });
    await expect(evidence.getByLabel('Raw record').first()).toBeVisible();
    await tabTo(page, 'Raw record');
    await page.keyboard.press('Escape');
    await expect(evidence).toBeHidden();
    await expect(opener).toBeFocused();
  });

  test('the numbers of the dashboard are one stop, in which arrows reach each of them', async ({ page }) => {
    await page.goto('/dashboard');
    const grid = page.getByRole('grid', { name: /^Human Risk Behaviors/ });
    const links = grid.getByRole('link');
    await expect(links.nth(8)).toBeVisible();
    await expect(grid.locator('tbody :is(a, button):not([tabindex="-1"])')).toHaveCount(1);
    await tabTo(page, 'Identity events');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('End');
    const focused = page.locator(':focus');
    const name = (await focused.textContent()) ?? '';
    // Away and back: the stop is where one was.
    await page.keyboard.press('Tab');
    await expect(grid.locator(':focus')).toHaveCount(0);
    await page.keyboard.press('Shift+Tab');
    await expect(grid.locator(':focus')).toHaveText(name);
    await page.keyboard.press('Control+Home');
    const row = grid.getByRole('button', { name: 'Identity events' });
    const before = await row.getAttribute('aria-expanded');
    expect(['true', 'false']).toContain(before);
    await page.keyboard.press('Enter');
    await expect(row).toHaveAttribute('aria-expanded', before === 'true' ? 'false' : 'true');
    await expect(grid.locator('tbody :is(a, button):not([tabindex="-1"])')).toHaveCount(1);
  });

  test('one moves through tabs with arrows, and opens and closes the list of shortcuts', async ({ page }) => {
    await page.goto('/behaviors/identity');
    await tabTo(page, 'Events over time');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(page.getByRole('tab', { name: 'Score breakdown' })).toBeFocused();
    await expect(page).toHaveURL('/behaviors/identity?tab=breakdown');
    await page.keyboard.press('?');
    const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await expect(help).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(help).toBeHidden();
    await expect(page.getByRole('tab', { name: 'Score breakdown' })).toBeFocused();
  });

  test('one skips the menu, searches, and pauses an integration only on purpose', async ({ page }) => {
    await page.goto('/integrations');
    await page.keyboard.press('Tab');
    await expect(page.getByRole('link', { name: 'Skip to the page' })).toBeFocused();
    await page.keyboard.press('Enter');
    await tabTo(page, 'View Cisco Duo · Production');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Cisco Duo · Production');
    await tabTo(page, 'Pause');
    await page.keyboard.press('Enter');
    const question = page.getByRole('dialog', { name: 'Pause Cisco Duo · Production?' });
    await expect(question).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(question).toBeHidden();
    await expect(page.getByRole('button', { name: 'Pause' })).toBeFocused();

    await page.keyboard.press('/');
    await expect(page.getByRole('dialog', { name: 'Search and commands' })).toBeVisible();
    await page.keyboard.type('zzzz');
    await page.keyboard.press('Enter');
    await expect(page).toHaveURL(/[?&]q=zzzz/);
  });

  test('single keys can be turned off', async ({ page }) => {
    await page.goto('/people');
    const single = page.getByRole('switch', { name: 'Single keys do these things' });
    // The page answers to keys once it has come alive.
    await expect(async () => {
      await page.keyboard.press('?');
      await expect(single).toBeVisible({ timeout: 1_000 });
    }).toPass();
    await single.press('Space');
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeHidden();
    await expect(page).toHaveURL('/people');
  });
});
