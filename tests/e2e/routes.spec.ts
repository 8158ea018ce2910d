import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect } from '@playwright/test';
import { z } from 'zod';
import { hubSchema } from '@/domain/views/integration';
import { peoplePageSchema } from '@/domain/views/person';
import { UNKNOWN_ID } from '@/scripts/pages/product-pages';
import { sayTried } from '@/tests/setup/security-counts';
import { startWithoutProxy } from '@/tests/setup/without-proxy';
import { test } from './member';
import { runningProduct } from './product';

const MANIFEST = resolve(import.meta.dirname, '../../.next/app-path-routes-manifest.json');

/** Who each built route is for. One that is new is put here by hand, by somebody who has thought about it. */
const ROUTES: Readonly<Record<string, 'members' | 'anybody' | 'api' | 'framework'>> = {
  '/': 'members',
  '/api-reference': 'members',
  '/api-reference/[operation]': 'members',
  '/api/auth/[...nextauth]': 'api',
  '/api/auth/sso/begin': 'api',
  '/api/auth/sso/callback': 'api',
  '/api/inbound/[account]/[integration]': 'api',
  '/api/v1/[...operation]': 'api',
  '/api/v1/live': 'api',
  '/api/v1/openapi.json': 'anybody',
  '/behaviors': 'members',
  '/behaviors/identity': 'members',
  '/campaigns': 'members',
  '/campaigns/[id]': 'members',
  '/choose-password': 'members',
  '/confirmed': 'members',
  '/customers': 'members',
  '/dashboard': 'members',
  '/forgotten-password': 'anybody',
  '/healthz': 'anybody',
  '/integrations': 'members',
  '/integrations/[id]': 'members',
  '/integrations/human-risk': 'members',
  '/integrations/new/[connector]': 'members',
  '/invitation': 'anybody',
  '/metrics': 'api',
  '/new-password': 'anybody',
  '/not-allowed': 'members',
  '/notice': 'members',
  '/people': 'members',
  '/people/[id]': 'members',
  '/readyz': 'anybody',
  '/second-factor': 'anybody',
  '/settings': 'members',
  '/settings/audit': 'members',
  '/settings/criticality': 'members',
  '/settings/detectors': 'members',
  '/settings/hidden': 'members',
  '/settings/members': 'members',
  '/settings/notifications': 'members',
  '/settings/privacy': 'members',
  '/settings/roles': 'members',
  '/settings/scoring': 'members',
  '/settings/sign-in': 'members',
  '/settings/single-sign-on': 'members',
  '/settings/tokens': 'members',
  '/setup': 'anybody',
  '/sign-in': 'anybody',
  '/signals': 'members',
  '/watchlists': 'members',
  '/_global-error': 'framework',
  '/_not-found': 'framework',
};

/** Headers by which the proxy of Next.js, or a check in it, has been gone around, or might be. */
const BYPASSES: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'x-middleware-subrequest': 'proxy:proxy:proxy:proxy:proxy' },
  { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
  { 'x-middleware-subrequest': 'src/middleware:src/middleware:src/middleware:src/middleware:src/middleware' },
  { 'x-middleware-subrequest': 'pages/_middleware' },
  { 'x-middleware-prefetch': '1' },
  { 'x-middleware-next': '1', 'x-middleware-rewrite': '/dashboard' },
  { purpose: 'prefetch' },
  { 'sec-purpose': 'prefetch' },
  { 'next-router-prefetch': '1' },
  { rsc: '1' },
  { rsc: '1', 'next-router-prefetch': '1', 'next-router-segment-prefetch': '/_tree' },
  { rsc: '1', 'next-router-segment-prefetch': '/__PAGE__' },
  { rsc: '1', 'next-router-state-tree': '%5B%22%22%2C%7B%7D%5D' },
  { 'next-resume': '1' },
  { 'x-nextjs-data': '1' },
  { 'x-matched-path': '/dashboard', 'x-invoke-path': '/dashboard', 'x-invoke-status': '200' },
  { 'x-original-url': '/dashboard', 'x-rewrite-url': '/dashboard' },
  { 'x-parapet-path': '/dashboard', 'x-nonce': 'x' },
  { cookie: '__Host-parapet-session=forged' },
];

/** Other ways to write the path of a page. */
const SPELLINGS: readonly ((path: string) => string)[] = [
  (path) => `${path}.rsc`,
  (path) => `${path}.segments/_tree.segment.rsc`,
  (path) => `${path}/`,
  (path) => `/${path}`,
  (path) => `/en${path}`,
  (path) => path.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  (path) => `/_next/data/build${path}.json`,
  (path) => `/_next/image?url=${encodeURIComponent(path)}&w=640&q=75`,
];

const built = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(MANIFEST, 'utf8')));
const routes = [...new Set(Object.values(built))].sort();
const pathOf = (route: string) =>
  route
    .replace('[connector]', 'cisco-duo')
    .replace('[operation]', 'make-token')
    .replace(/\[\w+\]/g, UNKNOWN_ID);

test('every built route has an entry, and every entry is built', () => {
  expect(Object.keys(ROUTES).sort()).toEqual(routes);
});

test('no page tells anything to who has not signed in, whatever they send, with the proxy and without it', async ({
  session,
}) => {
  const { origin, databaseUrl, member } = runningProduct();
  const { people } = peoplePageSchema.parse(await session.read('/api/v1/people'));
  const { integrations } = hubSchema.parse(await session.read('/api/v1/integrations'));
  const account = z
    .object({ account: z.object({ id: z.string() }) })
    .parse(await session.read('/api/v1/session'));
  const known = [
    ...people.flatMap(({ id, name, username }) => [id, name, username]).filter((word) => word.length > 6),
    ...integrations.flatMap(({ id, name }) => [id, name]),
    ...[account.account.id, member.email],
  ];
  const pages = routes.filter((route) => ROUTES[route] === 'members').map(pathOf);
  const own = people[0]?.id ?? UNKNOWN_ID;
  const asked: (readonly [string, string, Record<string, string>])[] = [...pages, `/people/${own}`].flatMap(
    (path) => [
      ...BYPASSES.map((headers) => ['GET', path, headers] as const),
      ...SPELLINGS.map((spell) => ['GET', spell(path), {}] as const),
      ...['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'].map((method) => [method, path, {}] as const),
      [
        'POST',
        path,
        { origin: 'null', 'next-action': '7f'.repeat(20), 'content-type': 'text/plain' },
      ] as const,
    ],
  );
  const bare = await startWithoutProxy(databaseUrl);
  const told: string[] = [];
  let count = 0;
  try {
    for (const server of [origin, bare.origin])
      await inTurns(asked, 8, async ([method, path, headers]) => {
        const response = await fetch(`${server}${path}`, { method, headers, redirect: 'manual' });
        const body = await response.text();
        count += 1;
        // What was asked for may be repeated; what was not must not come.
        const leaked = known.filter((word) => !path.includes(word) && body.includes(word));
        if (leaked.length > 0 || response.status >= 500)
          told.push(
            `${method} ${path} ${JSON.stringify(headers)}: ${response.status} ${leaked.slice(0, 3).join()}`,
          );
      });
    for (const path of ['/api/v1/people', '/api/v1/session', '/api/v1/audit', '/api/v1/live'])
      for (const headers of BYPASSES) {
        // The framework may lead to the same address written otherwise; what stands there counts.
        const response = await fetch(`${bare.origin}${path}`, { headers });
        count += 1;
        await response.body?.cancel();
        if (response.status !== 401) told.push(`${path} ${JSON.stringify(headers)}: ${response.status}`);
      }
  } finally {
    await bare.stop();
  }
  sayTried({
    what: `${routes.length} built routes, with the proxy and without`,
    tried: count,
    unexpected: told.length,
  });
  expect(told).toEqual([]);
});

test('what is not there is answered by its status, and an event by a sentence', async ({ session, page }) => {
  const { people } = peoplePageSchema.parse(await session.read('/api/v1/people'));
  const own = `/people/${people[0]?.id ?? ''}`;
  const statusOf = async (path: string) => (await session.api.get(path)).status();
  for (const place of ['people', 'campaigns', 'integrations'])
    for (const id of [UNKNOWN_ID, 'zzz'])
      expect(`${place} ${id} ${await statusOf(`/${place}/${id}`)}`).toBe(`${place} ${id} 404`);
  expect(await statusOf(own)).toBe(200);
  await page.goto(`/people/${UNKNOWN_ID}`);
  await expect(page.getByText('This does not exist, or not in your account.')).toBeVisible();
  for (const event of [UNKNOWN_ID, 'zzz']) {
    await page.goto(`${own}?event=${event}`);
    await expect(page.getByRole('dialog').getByText('This event is not found.')).toBeVisible();
  }
});

async function inTurns<T>(
  items: readonly T[],
  atOnce: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const left = [...items];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
    }),
  );
}
