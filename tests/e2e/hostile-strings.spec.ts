import { randomUUID } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import { z } from 'zod';
import { eventsPageSchema, peoplePageSchema } from '@/domain/views/person';
import { duoRecord } from '@/tests/setup/duo-record';
import { collectComplaints } from './complaints';
import { test } from './member';
import { runningProduct, steerSimulator } from './product';

/** Would mark the page if a browser took it for anything but text. */
const ELEMENT = `<img data-hostile src=x onerror="window.hostile=1">`;
const SCRIPT = `</script><script>window.hostile=1</script>`;
/** Would be a formula in a spreadsheet, and let what stands behind it read backwards. */
const USER = `=zz-${randomUUID().slice(0, 8)}\u202e`;

/** A push that its owner called fraud, with a hostile text in every field that whoever signs in, or their device, may choose. */
function hostileRecord(): Record<string, unknown> {
  const record = duoRecord({
    at: Date.now(),
    user: USER,
    userKey: `DUZZ${randomUUID().slice(0, 8)}`,
    email: `${USER}@example.com`,
    result: 'fraud',
    reason: 'user_marked_fraud',
    ip: '203.0.113.77',
    place: [ELEMENT, `Zz ${SCRIPT}`],
  });
  return {
    ...record,
    alias: ELEMENT,
    application: { key: `DI${randomUUID().slice(0, 8)}`, name: `Zz ${ELEMENT}\u202e` },
    auth_device: {
      ip: '203.0.113.78',
      key: `DP${randomUUID().slice(0, 8)}`,
      location: { city: SCRIPT, country: ELEMENT, state: ELEMENT },
      name: `javascript:window.hostile=1//${ELEMENT}`,
    },
    access_device: {
      ...z.object({ access_device: z.object({}).loose() }).parse(record).access_device,
      hostname: ELEMENT,
      epkey: `EP${randomUUID().slice(0, 8)}`,
      os: SCRIPT,
      os_version: ELEMENT,
      browser: ELEMENT,
      browser_version: SCRIPT,
    },
    user: { ...z.object({ user: z.object({}).loose() }).parse(record).user, groups: [`zz ${ELEMENT}`] },
  };
}

/** What a page shows once it has come to rest: its text, and whether something of a hostile text came to life. */
async function readPage(
  page: Page,
  path: string,
): Promise<{ readonly text: string; readonly alive: boolean }> {
  await page.goto(path);
  await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' });
  const alive = await page.evaluate(
    () => 'hostile' in window || document.querySelector('[data-hostile]') !== null,
  );
  return { text: await page.locator('body').innerText(), alive };
}

test('texts that an attacker chose are texts, on every page that shows them and in every file', async ({
  page,
  session,
}) => {
  test.setTimeout(120_000);
  const complaints = await collectComplaints(page, runningProduct().origin);
  await steerSimulator('POST /records', {
    path: '/admin/v2/logs/authentication',
    records: [{ record: hostileRecord() }],
  });
  const shownName = USER.replace('\u202e', '\\u202e');
  const named = `/api/v1/people?q=${encodeURIComponent(USER.slice(0, 10))}`;
  const found = async () => peoplePageSchema.parse(await session.read(named)).people[0];
  await expect.poll(async () => (await found())?.username, { timeout: 60_000 }).toBe(shownName);
  const id = z.string().parse((await found())?.id);
  const latest = `/api/v1/events?person=${id}`;
  const firstEvent = async () => eventsPageSchema.parse(await session.read(latest)).events[0]?.id;
  await expect.poll(firstEvent, { timeout: 30_000 }).toBeDefined();

  const profile = `/people/${id}`;
  const identity = '/behaviors/identity?last=24h';
  const pages = [
    profile,
    `${profile}?tab=overview`,
    `${profile}?tab=devices`,
    `${profile}?tab=signals`,
    `${profile}?event=${await firstEvent()}`,
    `/people?q=${encodeURIComponent(USER.slice(0, 10))}`,
    `${identity}&tab=latest&person=${id}`,
    `/signals?q=address%3A203.0.113.77`,
  ];
  for (const path of pages) {
    const { text, alive } = await readPage(page, path);
    expect(alive, path).toBe(false);
    expect(text, path).not.toContain('\u202e');
    // Each of them shows who it was, so that nothing is proven by a page that shows nothing.
    expect(text, path).toContain(shownName);
  }
  for (const path of [
    profile,
    '/dashboard',
    `${identity}&tab=breakdown`,
    '/settings/criticality',
    '/campaigns',
  ])
    expect((await readPage(page, path)).alive, path).toBe(false);

  const bundle = await session.api.get(`/api/v1/people/${id}/evidence?format=html`);
  // As a file that somebody opens: without the policy that Parapet sends along with its own pages.
  const file = await page.context().newPage();
  await file.setContent(await bundle.text());
  await expect(file.getByText(shownName).first()).toBeVisible();
  expect(await file.evaluate(() => 'hostile' in window)).toBe(false);
  expect(complaints).toEqual([]);

  for (const path of [
    named.replace('/people?', '/people/export?'),
    '/api/v1/signals/export?q=address:203.0.113.77',
  ]) {
    const csv = await (await session.api.get(path)).text();
    expect(csv, path).toContain(USER);
    for (const cell of csv.split(/,|\r\n/)) expect(cell, path).not.toMatch(/^"?[=+@]|^"?-(?!\d)/);
  }
});
