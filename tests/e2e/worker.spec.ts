import { expect } from '@playwright/test';
import pg from 'pg';
import { z } from 'zod';
import { peoplePageSchema } from '@/domain/views/person';
import { axeInBothSchemes } from './axe';
import { lostInForcedColours } from './forced-colours';
import { test } from './member';
import { runningProduct, signalWorker } from './product';

test.use({ contextOptions: { reducedMotion: 'reduce' } });
test.afterEach(() => signalWorker('SIGCONT'));

/** As if what is connected had been so since yesterday, and silent for six hours; the next success makes that good. */
async function silenceStreams(): Promise<void> {
  const database = new pg.Client({ connectionString: runningProduct().databaseUrl });
  await database.connect();
  try {
    const { rows } = await database.query('SELECT id FROM account');
    for (const { id } of z.array(z.object({ id: z.string() })).parse(rows)) {
      await database.query(`SELECT set_config('app.account_id', $1, false)`, [id]);
      // A success from before it was connected would count for nothing.
      await database.query(
        `UPDATE integration SET "createdAt" = least("createdAt", now() - interval '1 day')`,
      );
      await database.query(
        `UPDATE stream SET "lastSuccessAt" = now() - interval '6 hours', "completeUntil" = now() - interval '6 hours'
         WHERE "lastSuccessAt" IS NOT NULL`,
      );
    }
  } finally {
    await database.end();
  }
}

test('while no worker runs, every page says so within 20 seconds, then since when its feed is stale, and no longer than that', async ({
  page,
  session,
}) => {
  test.setTimeout(180_000);
  await page.goto('/dashboard');
  const banner = page.getByRole('alert').filter({ hasText: 'No worker is running.' });
  await expect(banner).toHaveCount(0);
  const pausedAt = Date.now();
  signalWorker('SIGSTOP');
  await expect(banner).toBeVisible({ timeout: 25_000 });
  expect(Date.now() - pausedAt).toBeLessThan(20_000);
  await expect(banner).toContainText('scores and counts stay as they were');
  await silenceStreams();
  const { people } = peoplePageSchema.parse(await session.read('/api/v1/people'));
  const { id } = z.object({ id: z.string() }).parse(people[0]);
  // Pages with feeds name the state of each; pages with scores alone say since when these may be low, and the search what
  // it may lack. Accounts of customers have feeds of their own, and this account has none.
  const pages: readonly (readonly [path: string, said: string | null])[] = [
    ['/dashboard', 'Partial since'],
    ['/people', 'stale since'],
    [`/people/${id}`, 'stale since'],
    ['/behaviors', 'Partial since'],
    ['/behaviors/identity?tab=breakdown', 'stale since'],
    ['/behaviors/identity?tab=individuals', 'stale since'],
    ['/behaviors/identity?tab=latest', 'stale since'],
    ['/campaigns', 'stale since'],
    ['/watchlists', 'stale since'],
    ['/signals', 'its newest records may be missing here'],
    ['/customers', null],
    ['/integrations', 'Partial since'],
  ];
  for (const [path, said] of pages) {
    await page.goto(path);
    await expect(banner, path).toBeVisible();
    if (said !== null)
      await expect(page.getByText(said).filter({ visible: true }).first(), path).toBeVisible();
    expect(await axeInBothSchemes(page), path).toEqual([]);
    expect(await lostInForcedColours(page), path).toEqual([]);
  }
  signalWorker('SIGCONT');
  await expect(banner).toHaveCount(0, { timeout: 20_000 });
});
