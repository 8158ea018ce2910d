import { randomUUID } from 'node:crypto';
import { expect, type Page, type Request } from '@playwright/test';
import { peoplePageSchema } from '@/domain/views/person';
import type { MemberSession } from '@/scripts/pages/member-session';
import { openingWhole } from '@/scripts/pages/whole-page';
import { test } from './member';

// What changes after a page was read on the server, and before its browser hears of changes, is shown all the same. The
// browser is held up where it is fast else, so that the change always comes in between.

test('a change between the read of a page and its live stream is shown', async ({ page, session }) => {
  const person = await somebody(session);
  const { reached, letGo } = await holdUp(page, (request) => request.url().includes('/api/v1/live'));
  await page.goto(`/people/${person}?tab=overview`);
  await reached;
  const noted = await note(session, person);
  letGo();
  await expect(page.getByText(noted)).toBeVisible();
});

test('a change that another tab heard before this one could is shown', async ({ page, context, session }) => {
  const person = await somebody(session);
  await page.goto(`/people/${person}?tab=overview`);
  const second = openingWhole(await context.newPage());
  const { reached, letGo } = await holdUp(second, (request) => request.resourceType() === 'script');
  await second.goto(`/people/${person}?tab=overview`, { waitUntil: 'commit' });
  await reached;
  const noted = await note(session, person);
  await expect(page.getByText(noted)).toBeVisible();
  letGo();
  await expect(second.getByText(noted)).toBeVisible();
});

test('a change while the next page is on its way is shown', async ({ page, session }) => {
  const person = await somebody(session);
  await page.goto('/people');
  const { reached, letGo } = await holdUp(page, (request) => isAnswerFor(request, `/people/${person}`));
  await page.locator(`a[href="/people/${person}"]`).first().click();
  await reached;
  const heard = page.waitForRequest((request) => new URL(request.url()).pathname === '/api/v1/people');
  const noted = await note(session, person);
  await heard;
  letGo();
  await page.getByRole('tab', { name: 'Overview' }).click();
  await expect(page.getByText(noted)).toBeVisible();
});

test('while a page is held still its times stand still too, and go on with it', async ({ page }) => {
  await page.goto('/dashboard');
  const newest = page
    .getByRole('region', { name: 'Feeds' })
    .getByText(/newest record/)
    .first();
  await expect(newest).toContainText(/\d+ s ago/);
  const pill = page.getByRole('button', { name: 'Paused' });
  await expect(async () => {
    await page.getByRole('button', { name: 'Live', exact: true }).click();
    await expect(pill).toBeVisible({ timeout: 1_000 });
  }).toPass();
  const words = await newest.textContent();
  await page.waitForTimeout(2_500);
  await expect(newest).toHaveText(words ?? '');
  await pill.click();
  await expect(newest).not.toHaveText(words ?? '');
});

test('a browser that goes offline says so at once, and follows again by itself', async ({
  page,
  context,
}) => {
  await page.goto('/people');
  const pill = page.getByRole('button', { name: 'Live', exact: true });
  await expect(pill).toBeVisible();
  await context.setOffline(true);
  await expect(page.getByRole('button', { name: 'Reconnecting' })).toBeVisible();
  const banner = page.getByRole('alert').filter({ hasText: 'This browser is offline.' });
  await expect(banner).toBeVisible();
  // Links, by mouse or key, and shortcuts stay here instead of leading to the browser's own error page.
  const link = page.getByRole('navigation').getByRole('link', { name: 'Signals' }).first();
  await link.click();
  await expect(banner).toContainText('Nothing was opened');
  await link.press('Enter');
  await page.keyboard.press('g');
  await page.keyboard.press('d');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('People');
  await expect(page).toHaveURL('/people');
  await context.setOffline(false);
  await expect(pill).toBeVisible();
  await expect(banner).toHaveCount(0);
  await link.click();
  await expect(page).toHaveURL('/signals');
});

/** Somebody whom the list of people shows first. */
async function somebody({ read }: MemberSession): Promise<string> {
  const { people } = peoplePageSchema.parse(await read('/api/v1/people'));
  return people[0]?.id ?? '';
}

/** Notes something that nobody noted before, and returns it. */
async function note({ api }: MemberSession, person: string): Promise<string> {
  const text = `Noted ${randomUUID()}`;
  const response = await api.post(`/api/v1/people/${person}/notes`, { data: { text } });
  expect(response.status(), await response.text()).toBeLessThan(300);
  return text;
}

/** What the server answers to requests of a kind is read at once and handed to the page later. */
async function holdUp(
  page: Page,
  isMeant: (request: Request) => boolean,
): Promise<{ readonly reached: Promise<void>; readonly letGo: () => void }> {
  const [reached, reach] = gate();
  const [gone, letGo] = gate();
  await page.route('**/*', async (route, request) => {
    if (!isMeant(request)) return route.fallback();
    // A stream has no end that one could wait for: it is asked for later.
    const response = request.url().includes('/api/v1/live') ? null : await route.fetch();
    reach();
    await gone;
    await (response === null ? route.continue() : route.fulfill({ response }));
  });
  return { reached, letGo };
}

/** A promise and what keeps it. */
function gate(): [Promise<void>, () => void] {
  let keep: () => void = () => undefined;
  const kept = new Promise<void>((resolve) => {
    keep = resolve;
  });
  return [kept, () => keep()];
}

/** The server's part of a page that is opened from another page; not what is fetched of it beforehand. */
function isAnswerFor(request: Request, path: string): boolean {
  const headers = request.headers();
  return (
    new URL(request.url()).pathname === path &&
    headers['rsc'] === '1' &&
    !('next-router-prefetch' in headers) &&
    !('next-router-segment-prefetch' in headers)
  );
}
