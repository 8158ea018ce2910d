import { expect } from '@playwright/test';
import { hubSchema } from '@/domain/views/integration';
import { test } from './member';
import { steerSimulator } from './product';

test.afterEach(() => steerSimulator('POST /permissions', { grant: ['read_log', 'read_resource'] }));

test('a permission that Duo takes away is said on the page within an interval, with the remedy, and heals by itself', async ({
  page,
  session,
}) => {
  const { integrations } = hubSchema.parse(await session.read('/api/v1/integrations'));
  const tile = integrations.find(({ name }) => name.includes('Production'));
  await page.goto(`/integrations/${tile?.id ?? ''}`);
  const head = page.getByRole('main');
  await expect(head.getByText('Connected', { exact: true }).first()).toBeVisible({ timeout: 20_000 });

  await steerSimulator('POST /permissions', { revoke: ['read_log'] });
  const revokedAt = Date.now();
  await expect(head.getByText(/^Partial since /).first()).toBeVisible({ timeout: 15_000 });
  // The demo asks for sign-ins every three seconds.
  expect(Date.now() - revokedAt).toBeLessThan(12_000);
  const streams = page.getByRole('region', { name: 'Streams' });
  await expect(streams.getByText('Action required').first()).toBeVisible();
  await expect(page.getByText(/switch on Grant read log/).first()).toBeVisible();
  const alert = page.getByRole('alert').filter({ hasText: 'needs action.' });
  await expect(alert).toContainText('Production');
  await expect(alert.getByRole('link', { name: 'See what to do' })).toHaveAttribute('href', '/integrations');

  await steerSimulator('POST /permissions', { grant: ['read_log'] });
  // Streams heal one after the other, each at its pace: the first that works asks for those refused with it.
  await expect(page.getByText(/switch on Grant read log/)).toHaveCount(0, { timeout: 45_000 });
  await expect(head.getByText('Connected', { exact: true }).first()).toBeVisible({ timeout: 15_000 });
  await expect(alert).toHaveCount(0);
});
