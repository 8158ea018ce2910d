import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { lastHour, pagesOf, soon, span } from '@/tests/setup/simulator-pages';
import { start, type Simulator } from '@/tests/setup/simulator-process';

const ACTIVITY = '/admin/v2/logs/activity';
const AUTHENTICATION = '/admin/v2/logs/authentication';
const TRUST = '/admin/v1/trust_monitor/events';
const HOUR_MS = 3_600_000;

let simulator: Simulator;
beforeAll(async () => {
  simulator = await start(
    ...['--people', '60', '--history', '3d', '--lag', '0s', '--attack-every', 'off', '--rate-limit', 'off'],
  );
});
afterAll(() => simulator.stop());

const { list, page } = pagesOf(() => simulator);
const userCalled = async (username: string) =>
  (await list('/admin/v1/users', `username=${encodeURIComponent(username)}`))[0];

describe('the directory', () => {
  const people = z.object({ people: z.array(z.object({ username: z.string(), userKey: z.string() })) });
  const someone = async (position: number) =>
    people.parse(await simulator.control('GET /people')).people[position] ?? { username: '', userKey: '' };

  it('renames somebody, in the list and in later sign-ins, and leaves what was written', async () => {
    const { username, userKey } = await someone(3);
    const names = async (from: number) =>
      (
        (await page(AUTHENTICATION, span(from, Date.now(), 'limit=1000&', `&users=${userKey}`))).authlogs ??
        []
      ).map(({ user }) => z.object({ name: z.string() }).parse(user).name);
    const before = await names(Date.now() - 70 * HOUR_MS);
    await simulator.control('POST /directory', { rename: username, to: 'new.name' });
    expect(await userCalled(username)).toBeUndefined();
    expect(await userCalled('new.name')).toMatchObject({ user_id: userKey });
    expect(await names(Date.now() - 70 * HOUR_MS)).toEqual(before);
    const now = Date.now();
    await simulator.control('POST /attack', { kind: 'NOVEL_ASN', username });
    await soon(async () => (await names(now)).includes('new.name'));
  });

  it('deletes somebody, whose sign-ins Duo then refuses as a stranger’s', async () => {
    const { username, userKey } = await someone(4);
    await simulator.control('POST /directory', { delete: username });
    expect(await userCalled(username)).toBeUndefined();
    const now = Date.now();
    await simulator.control('POST /attack', { kind: 'NOVEL_ASN', username });
    await soon(async () => {
      const rows = (await page(AUTHENTICATION, span(now, Date.now() + 1, 'limit=100&'))).authlogs ?? [];
      const own = rows.filter(({ user }) => z.object({ name: z.string() }).parse(user).name === username);
      return own.some(
        ({ reason, user }) =>
          reason === 'deny_unenrolled_user' && z.object({ key: z.null() }).safeParse(user).success,
      );
    });
    const kept = await page(
      AUTHENTICATION,
      span(now - 70 * HOUR_MS, now, 'limit=1000&', `&users=${userKey}`),
    );
    expect((kept.authlogs ?? []).length).toBeGreaterThan(0);
  });

  it('takes in somebody new, and changes status and enrolment', async () => {
    await simulator.control('POST /directory', { add: 'svc-new', email: 'new@x.example', groups: ['Fresh'] });
    expect(await userCalled('svc-new')).toMatchObject({
      is_enrolled: false,
      status: 'active',
      last_login: null,
      email: 'new@x.example',
    });
    expect((await list('/admin/v1/groups', '')).map(({ name }) => name)).toContain('Fresh');
    await simulator.control('POST /directory', {
      change: 'svc-new',
      status: 'locked out',
      is_enrolled: true,
      aliases: ['sn'],
    });
    expect(await userCalled('sn')).toMatchObject({
      is_enrolled: true,
      status: 'locked out',
      aliases: { alias1: 'sn' },
    });
    expect(await simulator.control('POST /directory', { delete: 'nobody-here' })).toMatchObject({
      error: expect.stringContaining('GET /directory') as string,
    });
    expect(await simulator.control('GET /directory')).toMatchObject({
      users: expect.arrayContaining([expect.objectContaining({ username: 'svc-new' })]) as unknown[],
    });
  });
});

describe('attacks on the platform', () => {
  const staged = z.object({
    username: z.string(),
    administrator: z.string(),
    txids: z.array(z.string()),
    activityIds: z.array(z.string()),
  });
  const expected = z.object({
    elsewhere: z.array(
      z.looseObject({ log: z.string(), campaign: z.string(), id: z.string().nullable(), name: z.string() }),
    ),
  });

  it.each([
    ['BYPASS_ENABLED', ['user_update', 'bypass_create'], 'bypass_status'],
    ['RISKY_DEVICE_REGISTRATION', ['phone_create', 'phone_associate'], 'device_registration'],
    [
      'ADMIN_HIGH_RISK',
      ['admin_create', 'policy_delete', 'integration_skey_view', 'integration_create'],
      null,
    ],
  ])('%s stands in the logs, as it is said to be expected', async (kind, actions, trustType) => {
    const attack = staged.parse(await simulator.control('POST /attack', { kind }));
    const own = async () =>
      expected
        .parse(await simulator.control('GET /expected'))
        .elsewhere.filter(({ campaign }) => campaign === kind);
    await soon(async () => {
      const told = await own();
      return actions.every((action) =>
        told.some(
          ({ log, name, id }) =>
            log === 'activity' && name === action && attack.activityIds.includes(id ?? ''),
        ),
      );
    });
    const told = await own();
    const rows = (await page(ACTIVITY, lastHour('limit=1000&'))).items ?? [];
    for (const { id, log } of told) {
      if (log === 'activity' && attack.activityIds.includes(id ?? ''))
        expect(rows.map((one) => one['activity_id'])).toContain(id);
    }
    if (trustType !== null) {
      await soon(
        async () =>
          ((await page(TRUST, lastHour('limit=200&', `&type=${trustType}`))).events ?? []).length > 0,
      );
    }
    if (kind !== 'ADMIN_HIGH_RISK') {
      await soon(async () => {
        const signIns = (await page(AUTHENTICATION, lastHour('limit=1000&'))).authlogs ?? [];
        return attack.txids.every((txid) => signIns.some((one) => one['txid'] === txid));
      });
    }
    if (kind === 'BYPASS_ENABLED')
      expect(await userCalled(attack.username)).toMatchObject({ status: 'bypass' });
  });
});
