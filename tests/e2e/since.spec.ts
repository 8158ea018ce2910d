import { expect } from '@playwright/test';
import pg from 'pg';
import { axeInBothSchemes } from './axe';
import { test } from './member';
import { runningProduct } from './product';

/** Puts the last visit of everybody so far back as if they had gone home then. */
async function leaveFor(hours: number): Promise<void> {
  const client = new pg.Client({ connectionString: runningProduct().databaseUrl });
  await client.connect();
  try {
    await client.query(
      `SELECT set_config('app.account_id', (SELECT id::text FROM account ORDER BY "createdAt" LIMIT 1), false)`,
    );
    const { rowCount } = await client.query(
      `UPDATE member_visit SET "beganAt" = now() - $1 * interval '1 hour', "lastSeenAt" = now() - $1 * interval '1 hour',
         "previousEndedAt" = NULL, "dismissedAt" = NULL`,
      [hours],
    );
    expect(rowCount).toBeGreaterThan(0);
  } finally {
    await client.end();
  }
}

test('what came since the member last looked is told once, and can be dismissed', async ({ page }) => {
  const told = page.waitForResponse((response) => response.url().endsWith('/api/v1/visit'));
  await page.goto('/dashboard');
  expect((await told).status()).toBe(200);
  const card = page.getByRole('region', { name: 'Since you last looked' });
  await expect(page.getByRole('region', { name: 'Active campaigns' })).toBeVisible();
  await expect(card).toHaveCount(0);

  await leaveFor(6);
  await page.reload();
  await expect(card).toContainText('6 h ago');
  // The history was read within these hours.
  const entered = card.getByRole('region', { name: /in a higher band$/ });
  await expect(entered.getByRole('listitem').first()).toContainText(/\d\.\d → ?\d+\.\d/);
  expect(await axeInBothSchemes(page)).toEqual([]);

  // Its number leads to the list of exactly these people, narrowed by what can be taken away.
  const number = entered.getByRole('heading').getByRole('link');
  await expect(async () => {
    // Somebody may be attacked between the two: then both are read again.
    await page.goto('/dashboard');
    const people = /^[\d,]+/.exec((await number.textContent()) ?? '')?.[0] ?? 'none';
    await number.click();
    await expect(page).toHaveURL(/\/people\?entered=/);
    const counted = page.getByText(new RegExp(`· ${people} of [\\d,]+ (person|people) as of`));
    await expect(counted.filter({ visible: true })).toBeVisible({ timeout: 3_000 });
  }).toPass();
  const filters = page.getByRole('group', { name: 'Filters' });
  await filters.getByRole('button', { name: /^In Medium or above, and in a higher band than on / }).click();
  await expect(page).toHaveURL(/\/people$/);
  await page.goto('/dashboard');

  await card.getByRole('button', { name: 'Dismiss until next time' }).click();
  await expect(card).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole('region', { name: 'Active campaigns' })).toBeVisible();
  await expect(card).toHaveCount(0);
});
