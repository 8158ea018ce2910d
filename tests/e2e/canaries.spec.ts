import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect } from '@playwright/test';
import { generate } from 'otplib';
import { z } from 'zod';
import { openMemberSession } from '@/scripts/pages/member-session';
import {
  canariesIn,
  canariesInDatabase,
  canariesInFiles,
  type Canary,
  formsOf,
} from '@/tests/setup/canaries';
import { answersOfSignIn, unguarded } from '@/tests/setup/cookie-flags';
import { sayTried } from '@/tests/setup/security-counts';
import { test } from './member';
import { runningProduct } from './product';

const BUILD = resolve(import.meta.dirname, '../../.next');

/** The secrets of the installation: of its sessions, its vault and the three roles of its database. */
function installationSecrets(home: string): Readonly<Record<string, string>> {
  const text = readFileSync(join(home, 'secrets.json'), 'utf8');
  return z
    .looseObject({
      ...{ superuserPassword: z.string().min(16), ownerPassword: z.string().min(16) },
      ...{ appPassword: z.string().min(16), vaultKey: z.string().min(16), sessionSecret: z.string().min(16) },
    })
    .catchall(z.string())
    .parse(JSON.parse(text));
}

/** The superuser of the product's own PostgreSQL: what a dump would hold is all there is. */
function superuserUrl(secrets: Readonly<Record<string, string>>, databaseUrl: string): string {
  const url = new URL(databaseUrl);
  url.username = 'postgres';
  url.password = secrets['superuserPassword'] ?? '';
  return url.href;
}

test('secrets that were entered or shown once are in no answer, log, job, audit entry, build or table', async ({
  session,
}) => {
  test.setTimeout(120_000);
  const { origin, member, home, databaseUrl, second } = runningProduct();
  const { api, read } = session;
  const secrets = installationSecrets(home);
  const made = () => randomBytes(20).toString('hex');
  const canaries: Canary[] = [
    { name: 'a secret key that works', secret: second.skey },
    { name: 'the password of a member', secret: member.password },
    ...Object.entries(secrets).map(([name, secret]) => ({ name: `the installation’s ${name}`, secret })),
  ];
  const plant = (name: string, secret: string): string => {
    canaries.push({ name, secret });
    return secret;
  };
  const answers: string[] = [];
  const post = async (path: string, data: object): Promise<unknown> => {
    const response = await api.post(path, { data });
    const text = await response.text();
    answers.push(text);
    const answer: unknown = text === '' ? null : JSON.parse(text);
    return answer;
  };

  // Wrong in every way in which somebody enters a key, and once right.
  const { host, ikey, skey } = second;
  const wish = { connector: 'cisco-duo', name: 'Cisco Duo · Canary', fields: { host, ikey, skey } };
  const withKey = (secret: string, more: object = {}) => ({
    ...wish,
    fields: { ...wish.fields, skey: secret, ...more },
  });
  await post('/api/v1/integrations/test', withKey(plant('a wrong secret key', made())));
  await post(
    '/api/v1/integrations/test',
    withKey(plant('a secret key that is too long', made() + made()), { ikey: 'x' }),
  );
  await post(
    '/api/v1/integrations',
    withKey(plant('a secret key for another host', made()), { host: 'example.com' }),
  );
  const { id } = z.object({ id: z.uuid() }).parse(await post('/api/v1/integrations', wish));
  await post(`/api/v1/integrations/${id}/keys`, {
    fields: { ...wish.fields, skey: plant('a replacing key that is wrong', made()) },
  });
  await post(`/api/v1/integrations/${id}/run`, {});

  // Shown once, in the answer to its maker, and not kept.
  const response = await api.post('/api/v1/tokens', {
    data: {
      name: `Canary ${made().slice(0, 8)}`,
      permissions: ['people:read'],
      expiresAt: new Date(Date.now() + 86_400_000).toISOString(),
    },
  });
  const token = z.object({ id: z.uuid(), token: z.string() }).parse(await response.json());
  plant('an API token', token.token);
  await fetch(`${origin}/api/v1/people`, { headers: { authorization: `Bearer ${token.token}` } });

  // The same for who is invited, joins, adds a second factor and is given a link for another password.
  const once = async (path: string, data: object, by = api): Promise<unknown> => {
    const answer = await by.post(path, { data });
    expect(answer.status(), path).toBe(200);
    return answer.json();
  };
  const linkSchema = z.object({ link: z.url() });
  const secretOf = ({ link }: { link: string }) => new URL(link).hash.slice(1);
  await session.prove();
  const email = `canary.${made().slice(0, 8)}@example.com`;
  const invited = secretOf(
    linkSchema.parse(await once('/api/v1/members/invitations', { email, role: 'auditor' })),
  );
  plant('the secret of an invitation', invited);
  const password = plant('the password of who was invited', `chosen ${made()}`);
  await once('/api/v1/invitations/accept', { token: invited, name: 'Canary', password });
  const colleague = await openMemberSession(origin, { email, password });
  const totp = z
    .object({ secret: z.string() })
    .parse(await once('/api/v1/second-factor/totp', {}, colleague.api))
    .secret.replaceAll(' ', '');
  plant('the secret of an authenticator app', totp);
  const { recoveryCodes } = z
    .object({ recoveryCodes: z.array(z.string()).length(10) })
    .parse(
      await once(
        '/api/v1/second-factor/totp/confirm',
        { code: await generate({ secret: totp }) },
        colleague.api,
      ),
    );
  recoveryCodes.forEach((code) => plant('a recovery code', code));
  // Every cookie that browsers are given on the way in and out, of one step and of two, is for this origin and no page.
  for (const [who, steps] of [
    [member, ['__Host-parapet-session=ey', '__Host-parapet-csrf=']],
    [{ email, password }, ['__Host-parapet-pending=', '__Host-parapet-callback=']],
  ] as const) {
    const given = await answersOfSignIn(origin, who);
    expect(given.flatMap(unguarded)).toEqual([]);
    const lines = given.flatMap((answer) => answer.headers.getSetCookie());
    for (const step of steps)
      expect(
        lines.some((line) => line.startsWith(step)),
        step,
      ).toBe(true);
  }
  const { cookies } = await colleague.api.storageState();
  const ofSession = cookies.filter(({ name }) => name === '__Host-parapet-session');
  expect(ofSession).toHaveLength(1);
  ofSession.forEach(({ value }) => plant('the cookie of a session', value));
  const { member: joined } = z
    .object({ member: z.object({ id: z.uuid() }) })
    .parse(await colleague.read('/api/v1/session'));
  plant(
    'the secret of a link for a password',
    secretOf(linkSchema.parse(await once(`/api/v1/members/${joined.id}/password-link`, {}))),
  );
  const ofWebhook = { connector: 'generic-webhook', name: `Canary ${made().slice(0, 8)}` };
  const webhook = z.object({ id: z.uuid(), reveal: z.array(z.object({ value: z.string() })).min(1) }).parse(
    await once('/api/v1/integrations', {
      ...ofWebhook,
      fields: { reporter: 'Canary', overlap: '24' },
    }),
  );
  webhook.reveal.forEach(({ value }) => plant('the signing secret of a webhook', value));
  await post('/api/v1/account/single-sign-on', {
    ...{ issuer: 'https://idp.invalid', clientId: 'parapet', domains: ['canary.example'], mappings: [] },
    clientSecret: plant('the client secret of a provider that does not answer', made()),
  });

  const wrong = { email: member.email, password: plant('a wrong password', `wrong ${made()}`) };
  await expect(openMemberSession(origin, wrong)).rejects.toThrow();

  await expect
    .poll(async () => JSON.stringify(await read(`/api/v1/integrations/${id}`)), { timeout: 60_000 })
    .toMatch(/"lastSuccessAt":"2/);
  for (const path of [
    '/api/v1/integrations',
    `/api/v1/integrations/${id}`,
    `/api/v1/integrations/${webhook.id}`,
    '/api/v1/second-factor',
    '/api/v1/sessions',
    '/api/v1/account/single-sign-on',
    `/api/v1/integrations/${id}/runs`,
    `/api/v1/integrations/${id}/diagnosis`,
    `/api/v1/integrations/${id}/support-bundle`,
    '/api/v1/tokens',
    '/api/v1/audit',
    '/api/v1/audit/export?format=jsonl',
    '/api/v1/members',
    '/metrics',
    `/integrations/${id}`,
    '/settings/tokens',
    '/settings/audit',
  ])
    answers.push(await (await api.get(path)).text());
  await post(`/api/v1/tokens/${token.id}/revoke`, {});
  const inDatabase = await canariesInDatabase(superuserUrl(secrets, databaseUrl), canaries);
  await once(`/api/v1/members/${joined.id}/remove`, {});
  await colleague.api.dispose();
  await post(`/api/v1/integrations/${webhook.id}/delete`, { name: ofWebhook.name, keep: 'nothing' });
  await post(`/api/v1/integrations/${id}/delete`, { name: wish.name, keep: 'nothing' });

  const inLogs = canariesInFiles(join(home, 'logs'), canaries);
  const inBuild = canariesInFiles(BUILD, canaries);
  const found = [
    ...answers.flatMap((answer) => canariesIn(answer, canaries).map((name) => `an answer: ${name}`)),
    ...inLogs.found,
    ...inBuild.found,
    ...inDatabase.found,
  ];
  const places = answers.length + inLogs.files + inBuild.files + inDatabase.rows;
  sayTried({
    what: `${canaries.length} canaries × ${answers.length} answers, ${inLogs.files} logs, ${inBuild.files} built files and ${inDatabase.rows} rows`,
    tried: canaries.length * places,
    unexpected: found.length,
  });
  expect(found).toEqual([]);
  // What was searched is what there is: the name of the integration stands in each of them but the build.
  expect(inDatabase.rows).toBeGreaterThan(1_000);
  expect(inLogs.files).toBeGreaterThan(1);
  expect(answers.some((answer) => answer.includes(wish.name))).toBe(true);
});

test('a canary is found in every form', () => {
  const secret = 'kX9+/vQ2?"wd"8Tz';
  const canary = { name: 'it', secret };
  for (const form of [
    secret,
    `a=${encodeURIComponent(secret)}&b=1`,
    JSON.stringify({ secret }),
    Buffer.from(secret).toString('hex'),
    ...['', 'a', 'ab', 'abc', 'ikey:'].map((before) =>
      Buffer.from(`${before}${secret}more`).toString('base64'),
    ),
  ])
    expect(canariesIn(form, [canary]), form).toEqual(['it']);
  expect(canariesIn('nothing of it', [canary])).toEqual([]);
  expect(formsOf(secret).every((form) => form.length > 8)).toBe(true);
});
