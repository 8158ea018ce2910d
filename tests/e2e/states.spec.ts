import { expect } from '@playwright/test';
import { z } from 'zod';
import { hubSchema } from '@/domain/views/integration';
import { peoplePageSchema } from '@/domain/views/person';
import { UNKNOWN_ID } from '@/scripts/pages/product-page';
import { axeInBothSchemes } from './axe';
import { test } from './member';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

const SENTENCE = 'Parapet could not answer this time. Try again.';

/** As the server words a fault of its own. */
const FAULT = {
  status: 500,
  contentType: 'application/problem+json',
  body: JSON.stringify({ title: 'A fault of Parapet', status: 500, code: 'internal', detail: SENTENCE }),
};

test('what is not there is said inside the frame, with a way on', async ({ page }) => {
  for (const path of [
    `/people/${UNKNOWN_ID}`,
    `/campaigns/${UNKNOWN_ID}`,
    `/integrations/${UNKNOWN_ID}`,
    '/integrations/new/no-such-connector',
  ]) {
    await page.goto(path);
    const main = page.getByRole('main');
    await expect(main.getByRole('heading', { name: 'Not found', level: 1 })).toBeVisible();
    await expect(main.getByText('This does not exist, or not in your account.')).toBeVisible();
    await expect(main.getByRole('link', { name: 'Back to the dashboard' })).toBeVisible();
    await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible();
    expect(await axeInBothSchemes(page), path).toEqual([]);
  }
});

test('what could not be read says so, why, and is read once it is asked for again', async ({
  page,
  session,
}) => {
  const { integrations } = hubSchema.parse(await session.read('/api/v1/integrations'));
  const { people } = peoplePageSchema.parse(await session.read('/api/v1/people'));
  const row = z.object({ id: z.string() });
  const feed = row.parse(integrations[0]).id;
  const person = row.parse(people[0]).id;
  const parts: readonly { path: string; asks: RegExp; what: string }[] = [
    {
      path: `/integrations/${feed}?tab=quality`,
      asks: /\/integrations\/[^/]+\/quality/,
      what: 'The quality could not be read.',
    },
    {
      path: `/people/${person}?tab=history`,
      asks: /\/people\/[^/]+\/history/,
      what: 'The history could not be read.',
    },
  ];
  for (const { path, asks, what } of parts) {
    await page.route(asks, (route) => route.fulfill(FAULT));
    await page.goto(path);
    const alert = page.getByRole('alert').filter({ hasText: what });
    // After it was tried four times.
    await expect(alert).toContainText(SENTENCE, { timeout: 20_000 });
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await axeInBothSchemes(page), path).toEqual([]);
    await page.unroute(asks);
    const again = alert.getByRole('button', { name: 'Try again' });
    // What happens meanwhile makes the page read it again by itself.
    await expect(async () => {
      if (await again.isVisible()) await again.click({ timeout: 1_000 });
      await expect(alert).toBeHidden({ timeout: 1_000 });
    }).toPass();
  }
});

test('what is shown and could not be read again says from when it is, until it is read', async ({
  page,
  session,
}) => {
  const { integrations } = hubSchema.parse(await session.read('/api/v1/integrations'));
  const { id } = z.object({ id: z.string() }).parse(integrations[0]);
  const asks = (url: URL) => url.pathname === `/api/v1/integrations/${id}`;
  await page.route(asks, (route) => route.fulfill(FAULT));
  await page.goto(`/integrations/${id}`);
  const banner = page.getByRole('status').filter({ hasText: 'A part of this page is from' });
  // The demo reads every three seconds, which makes what is shown old.
  await expect(banner).toContainText(SENTENCE, { timeout: 30_000 });
  await expect(page.getByRole('region', { name: 'Streams' })).toBeVisible();
  expect(await axeInBothSchemes(page)).toEqual([]);
  // Pressed while it still fails: once it is answered, it is read by itself as well, and the button goes.
  const asked = page.waitForRequest((request) => asks(new URL(request.url())));
  await banner.getByRole('button', { name: 'Read again' }).click();
  await asked;
  await page.unroute(asks);
  await expect(banner).toBeHidden();
});
