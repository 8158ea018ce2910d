import { expect } from '@playwright/test';
import { test } from './member';
import { signalWorker } from './product';

test.afterEach(() => signalWorker('SIGCONT'));

test('while no worker runs, every page says so within 20 seconds, and no longer than that', async ({
  page,
}) => {
  await page.goto('/dashboard');
  const banner = page.getByRole('alert').filter({ hasText: 'No worker is running.' });
  await expect(banner).toHaveCount(0);
  const pausedAt = Date.now();
  signalWorker('SIGSTOP');
  await expect(banner).toBeVisible({ timeout: 25_000 });
  expect(Date.now() - pausedAt).toBeLessThan(20_000);
  await expect(banner).toContainText('scores and counts stay as they were');
  for (const path of ['/people', '/behaviors', '/behaviors/identity', '/integrations']) {
    await page.goto(path);
    await expect(banner).toBeVisible();
  }
  signalWorker('SIGCONT');
  await expect(banner).toHaveCount(0, { timeout: 20_000 });
});
