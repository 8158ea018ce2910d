import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from '@playwright/test';
import { z } from 'zod';
import type { Permission } from '@/domain/permissions';
import { hubSchema } from '@/domain/views/integration';
import { peoplePageSchema } from '@/domain/views/person';
import { type MemberSession, openMemberSession } from '@/scripts/pages/member-session';
import { UNKNOWN_ID } from '@/scripts/pages/product-page';
import { DISTINCT_ROLES } from '@/tests/setup/distinct-roles';
import { sayTried } from '@/tests/setup/security-counts';
import { startWithoutProxy } from '@/tests/setup/without-proxy';
import { test } from './member';
import { runningProduct } from './product';

const MANIFEST = resolve(import.meta.dirname, '../../.next/app-path-routes-manifest.json');

/**
 * Who each built route is for: members with a permission, all of them, or others. One that is new is put here by hand, by
 * somebody who has thought about it.
 */
const ROUTES: Readonly<Record<string, Permission | 'members' | 'anybody' | 'api' | 'framework'>> = {
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
  '/behaviors': 'people:read',
  '/behaviors/identity': 'people:read',
  '/campaigns': 'people:read',
  '/campaigns/[id]': 'people:read',
  '/choose-password': 'members',
  '/confirmed': 'members',
  '/customers': 'customers:read',
  '/dashboard': 'people:read',
  '/forgotten-password': 'anybody',
  '/healthz': 'anybody',
  '/integrations': 'integrations:read',
  '/integrations/[id]': 'integrations:read',
  '/integrations/human-risk': 'risk:import',
  '/integrations/new/[connector]': 'integrations:read',
  '/invitation': 'anybody',
  '/metrics': 'api',
  '/new-password': 'anybody',
  '/notice': 'members',
  '/people': 'people:read',
  '/people/[id]': 'people:read',
  '/readyz': 'anybody',
  '/second-factor': 'anybody',
  '/settings': 'members',
  '/settings/audit': 'audit:read',
  '/settings/criticality': 'people:read',
  '/settings/detectors': 'people:read',
  '/settings/hidden': 'people:read',
  '/settings/members': 'members:read',
  '/settings/notifications': 'notifications:read',
  '/settings/privacy': 'members',
  '/settings/roles': 'members:read',
  '/settings/scoring': 'people:read',
  '/settings/sign-in': 'members',
  '/settings/single-sign-on': 'members:read',
  '/settings/tokens': 'members',
  '/setup': 'anybody',
  '/sign-in': 'anybody',
  '/signals': 'signals:read',
  '/watchlists': 'people:read',
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
  { 'x-now-route-matches': '1=x&nxtPid=x&nxtPoperation=people', 'x-matched-path': '/people/[id]' },
  {
    'x-middleware-rewrite': '/people',
    'x-middleware-override-headers': 'cookie',
    'x-middleware-request-cookie': 'x',
  },
  {
    'x-invoke-path': '/people/[id]',
    'x-invoke-query': '%7B%22id%22%3A%22x%22%7D',
    'x-invoke-output': '/people/[id]',
  },
  {
    'x-nextjs-rewritten-path': '/people',
    'x-nextjs-rewritten-query': 'id=x',
    'x-nextjs-matched-path': '/people',
  },
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
  (path) => `/_next/data/build${path}.json?nxtPid=x`,
  (path) => `${path}?nxtPid=x&nxtPoperation=people&nxtPconnector=x`,
  (path) => `${path}?nxtIid=x&__nextDataReq=1&__nextLocale=en&__nextDefaultLocale=en`,
  (path) => `/_next/image?url=${encodeURIComponent(path)}&w=640&q=75`,
];

const built = z.record(z.string(), z.string()).parse(JSON.parse(readFileSync(MANIFEST, 'utf8')));
const routes = [...new Set(Object.values(built))].sort();
/** Pages of somebody who is signed in. */
const forMembers = routes.filter((route) => !['anybody', 'api', 'framework'].includes(ROUTES[route] ?? ''));
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
  const { origin, databaseUrl, home, member } = runningProduct();
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
  const pages = forMembers.map(pathOf);
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
  const bare = await startWithoutProxy(databaseUrl, keysOf(home));
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
    for (const path of [...UNSERVED, ...(await chunksOf(origin)).map((chunk) => `${chunk}.map`)]) {
      const response = await fetch(`${origin}${path}`, { redirect: 'manual' });
      count += 1;
      await response.body?.cancel();
      if (response.status < 300) told.push(`${path}: ${response.status}`);
    }
    for (const path of ['/', '/people', '/api/v1/people', '/healthz']) {
      const { status, body } = await trace(`${origin}${path}`);
      count += 1;
      if (status < 300 || body.includes('canary-of-trace')) told.push(`TRACE ${path}: ${status}`);
    }
    const asRoles = await complaintsAsRoles(session, bare.origin, { ...people[0], id: own });
    count += asRoles.tried;
    told.push(...asRoles.told);
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

/** What lies beside the pages on the machine, and what lists folders: none of it is served. */
const UNSERVED = [
  ...['/.git/HEAD', '/.git/config', '/.env', '/package.json', '/package-lock.json', '/next.config.ts'],
  ...['/secrets.json', '/processes.json', '/server/', '/_next/', '/_next/static/', '/_next/static/chunks/'],
  ...[
    '/.next/BUILD_ID',
    '/_next/server/app/page.js',
    '/_next/static/../server/app/page.js',
    '/public/',
    '/debug',
  ],
];

/** Some scripts that the sign-in page loads. */
async function chunksOf(origin: string): Promise<readonly string[]> {
  const page = await (await fetch(`${origin}/sign-in`)).text();
  const found = new Set([...page.matchAll(/\/_next\/static\/[\w./~-]+\.js/g)].map(([path]) => path));
  expect(found.size).toBeGreaterThan(3);
  return [...found].slice(0, 12);
}

/** A request that asks for itself back, which fetch does not send. */
function trace(url: string): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { method: 'TRACE', headers: { 'x-canary': 'canary-of-trace' } }, (answer) => {
      void text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** The keys of the product that runs, so that its sessions stand and its audit log stays one chain. */
function keysOf(home: string): { readonly sessionSecret: string; readonly vaultKey: string } {
  const kept: unknown = JSON.parse(readFileSync(join(home, 'secrets.json'), 'utf8'));
  return z.object({ sessionSecret: z.string(), vaultKey: z.string() }).parse(kept);
}

const PASSWORD = 'a lantern beside the harbour';
/** A path, and whether it opens for who asks; null where only what must not be told counts. */
type Asked = readonly [path: string, may: boolean | null];

/** Pages that show no shape before they are read: a refusal is their status. */
const SAYS_NOTHING_FIRST = /^\/(people|campaigns|integrations)\/[0-9a-f-]{36}$/;

/** What stands in a page that was on its way already when the answer was no. */
const REFUSED_LATER = 'NEXT_HTTP_ERROR_FALLBACK;403';

/**
 * Opens every page, without the proxy, as a member of each role in turn, and says of which the page opens though the role
 * lacks its permission, or does not though it has it. The object of one page asked for by another’s parameter is no answer.
 */
async function complaintsAsRoles(
  { api, prove }: MemberSession,
  server: string,
  somebody: { readonly id: string; readonly name?: string; readonly username?: string },
): Promise<{ readonly tried: number; readonly told: readonly string[] }> {
  await prove();
  const person = somebody.id;
  const names = [somebody.name, somebody.username].filter((name) => name !== undefined);
  const post = async (path: string, data: object): Promise<unknown> => {
    const response = await api.post(path, { data });
    const answer: unknown = await response.json();
    if (!response.ok()) throw new Error(`${path} answered ${JSON.stringify(answer)}`);
    return answer;
  };
  const email = 'every.role@example.com';
  const made = await post('/api/v1/members/invitations', { email, role: 'help_desk' });
  const { link } = z.object({ link: z.string() }).parse(made);
  const token = new URL(link).hash.slice(1);
  await post('/api/v1/invitations/accept', { token, name: 'Every Role', password: PASSWORD });
  const member = await openMemberSession(new URL(link).origin, { email, password: PASSWORD });
  const { member: self } = z
    .object({ member: z.object({ id: z.string() }) })
    .parse(await member.read('/api/v1/session'));
  const { cookies } = await member.api.storageState();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const told: string[] = [];
  let tried = 0;
  try {
    for (const { id: role, permissions } of DISTINCT_ROLES) {
      await post(`/api/v1/members/${self.id}/role`, { role });
      const held: readonly Permission[] = permissions;
      const asked = forMembers.flatMap((route): Asked[] => {
        const needed = ROUTES[route];
        const may = needed === 'members' || held.some((one) => one === needed);
        const path = route === '/people/[id]' ? `/people/${person}` : pathOf(route);
        return may
          ? [[path, true]]
          : [
              [path, false],
              [`${path}?nxtPid=${person}`, false],
            ];
      });
      asked.push(...INJECTED(person).map((path): Asked => [path, null]));
      await inTurns(asked, 4, async ([path, may]) => {
        const response = await fetch(`${server}${path}`, { headers: { cookie }, redirect: 'manual' });
        const body = await response.text();
        tried += 1;
        const location = response.headers.get('location') ?? '';
        // A page that shows its shape first has sent 200 by then.
        const away = response.status === 403 || body.includes(REFUSED_LATER);
        const isLate = may === false && SAYS_NOTHING_FIRST.test(path) && response.status !== 403;
        const leaked = may === true ? [] : names.filter((name) => body.includes(name));
        const signIn = location.includes('/sign-in') || body.includes(';/sign-in');
        if (response.status >= 500 || signIn || isLate || leaked.length > 0 || (may !== null && away === may))
          told.push(
            `${role} ${path}: ${response.status} ${location} ${away ? 'not allowed' : 'opens'} ${leaked.slice(0, 3).join()}`,
          );
      });
    }
  } finally {
    await member.api.dispose();
    await post(`/api/v1/members/${self.id}/remove`, {});
  }
  return { tried, told };
}

/** An object that is there, put into the parameters of a page or route that is asked for another. */
const INJECTED = (id: string): readonly string[] => [
  `/people/${UNKNOWN_ID}?nxtPid=${id}`,
  `/people/${UNKNOWN_ID}?id=${id}&nxtIid=${id}`,
  `/api/v1/people/${UNKNOWN_ID}?nxtPoperation=people/${id}&nxtPoperation=people`,
];

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
