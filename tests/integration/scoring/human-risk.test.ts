import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DirectoryEndpoint, DirectoryPhone } from '@/domain/directory';
import { riskReadingSchema } from '@/domain/human-risk/risk-reading';
import { accountIdSchema } from '@/domain/identifiers';
import { ensurePartitions } from '@/server/data/signals/signals';
import { decideEvents } from '@/server/services/events/decide-events';
import { undoDisposition } from '@/server/services/events/settle-disposition';
import { execute } from '@/server/services/operation';
import { scoreHumanRisk } from '@/server/services/scoring/score-human-risk';
import { duoRecord, fetchedRecord, type RecordWish } from '@/tests/setup/duo-record';
import { directoryUser, openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const TODAY = Math.floor(Date.now() / DAY) * DAY;
const INTEGRATION = randomUUID();
const OTHER = randomUUID();

const readingsSchema = z.array(riskReadingSchema);

let house: PeopleHouse;

beforeAll(async () => {
  house = await openPeopleHouse();
  await ensurePartitions(house.runtime.database, [TODAY - 40 * DAY, TODAY]);
});
afterAll(() => house.close());

/** A sign-in with this factor. */
function signIn(factor: string, wish: RecordWish) {
  return fetchedRecord({ ...duoRecord(wish), factor });
}

function phone(facts: Partial<DirectoryPhone> & { id: string }): DirectoryPhone {
  return {
    part: 'phones',
    name: null,
    userIds: [],
    numberEnding: null,
    platform: 'Apple iOS',
    model: 'iPhone 15',
    osVersion: '18.6',
    type: 'Mobile',
    lastSeenAt: null,
    activated: true,
    capabilities: ['push'],
    encrypted: true,
    screenLock: true,
    tampered: false,
    biometric: null,
    ...facts,
  };
}

function endpoint(facts: Partial<DirectoryEndpoint> & { id: string }): DirectoryEndpoint {
  return {
    part: 'endpoints',
    name: 'Laptop',
    username: null,
    email: null,
    os: 'Windows',
    osVersion: '11',
    browsers: [],
    model: null,
    lastSeenAt: null,
    trusted: null,
    diskEncrypted: null,
    firewall: null,
    password: null,
    ...facts,
  };
}

/** Reckons until nobody is due; how many people that were. */
async function reckon(accountId: string, ahead = 0): Promise<number> {
  const actor = { kind: 'system', name: 'test', accountId: accountIdSchema.parse(accountId) } as const;
  const runtime = { ...house.runtime, now: () => house.runtime.now() + ahead };
  let all = 0;
  for (;;) {
    const { people, more } = await execute(scoreHumanRisk, { actor, runtime, input: {} });
    if (!more) return all;
    all += people;
  }
}

async function riskOf(accountId: string, username: string) {
  const [row] = await house.sql(
    `SELECT h.score, h.categories, h.day FROM human_risk_day h
     JOIN person p ON p."accountId" = h."accountId" AND p.id = h."personId"
     WHERE h."accountId" = $1 AND p.username = $2 AND h.newest`,
    [accountId, username],
  );
  const readings = readingsSchema.parse(row?.categories);
  const value = (category: string) => readings.find((one) => one.category === category)?.value;
  return { score: row?.score, day: row?.day, readings, value };
}

async function factors(accountId: string) {
  return house.sql(
    `SELECT p.username, f.factor, f."lastDay" FROM person_factor f
     JOIN person p ON p."accountId" = f."accountId" AND p.id = f."personId"
     WHERE f."accountId" = $1 ORDER BY 1, 2`,
    [accountId],
  );
}

describe('factors in use', () => {
  it('are kept from successes alone, by the newest day, whatever the order', async () => {
    const account = await house.newAccount([INTEGRATION]);
    const days = [2, 0, 1].map((ago) => TODAY - ago * DAY);
    for (const at of days) await house.commit(account, INTEGRATION, [signIn('duo_push', { at })]);
    await house.commit(account, INTEGRATION, [
      signIn('sms_passcode', { at: TODAY - 3 * DAY }),
      signIn('phone_call', { at: TODAY - HOUR, result: 'denied' }),
    ]);
    expect(await factors(account)).toEqual([
      { username: 'ada', factor: 'duo_push', lastDay: new Date(TODAY) },
      { username: 'ada', factor: 'sms_passcode', lastDay: new Date(TODAY - 3 * DAY) },
    ]);
    await reckon(account);
    expect(await riskOf(account, 'ada')).toMatchObject({ score: 6 });
  });

  it('never come from a sign-in that belongs to an attack', async () => {
    const account = await house.newAccount([INTEGRATION]);
    const attacked = { at: TODAY - HOUR, detectors: [{ detector: 'PUSH_HARASSMENT' }] };
    await house.commit(account, INTEGRATION, [
      signIn('WebAuthn Security Key', { at: TODAY - DAY }),
      signIn('duo_push', attacked),
    ]);
    await reckon(account);
    expect(await riskOf(account, 'ada')).toMatchObject({ score: 0 });
    expect((await factors(account)).map(({ factor }) => factor)).toEqual(['WebAuthn Security Key']);
    // The same sign-in without the verdict counts: the test can fail.
    await house.commit(account, INTEGRATION, [signIn('duo_push', { at: TODAY - HOUR })]);
    await reckon(account);
    expect(await riskOf(account, 'ada')).toMatchObject({ score: 2 });
  });

  it('lose a sign-in that turns out to be an attack later, and get it back when the event is retracted', async () => {
    const account = await house.newAccount([INTEGRATION]);
    const at = TODAY - 12 * HOUR;
    const low = signIn('sms_passcode', { at, trust: 'LOW', trustPolicy: false });
    await house.commit(account, INTEGRATION, [signIn('duo_push', { at: at - 2 * DAY }), low]);
    await reckon(account);
    expect(await riskOf(account, 'ada')).toMatchObject({ score: 6 });
    // A late NORMAL before it makes it a fall of trust, which is an identity event.
    await house.commit(account, INTEGRATION, [signIn('duo_push', { at: at - HOUR, trust: 'NORMAL' })]);
    expect(await reckon(account)).toBe(1);
    expect(await riskOf(account, 'ada')).toMatchObject({ score: 2 });
    // A late LOW between both moves the fall to itself: the first sign-in is nobody's attack again.
    await house.commit(account, INTEGRATION, [
      signIn('duo_push', { at: at - HOUR / 2, trust: 'LOW', trustPolicy: false }),
    ]);
    await reckon(account);
    const [event] = await house.sql(
      'SELECT kind, jsonb_array_length(sources) AS sources FROM identity_event WHERE "accountId" = $1 AND "retractedAt" IS NULL',
      [account],
    );
    expect(event).toMatchObject({ kind: 'user_risk_changed', sources: 1 });
    expect(await riskOf(account, 'ada')).toMatchObject({ score: 6 });
  });

  it('get a sign-in back whose event is dismissed, and lose it again when that is undone', async () => {
    const account = await house.newAccount([INTEGRATION]);
    await house.commit(account, INTEGRATION, [
      signIn('duo_push', { at: TODAY - DAY }),
      signIn('sms_passcode', { at: TODAY - HOUR, detectors: [{ detector: 'NOVEL_ASN' }] }),
    ]);
    await reckon(account);
    expect(await riskOf(account, 'ada')).toMatchObject({ score: 2 });
    const [event] = await house.sql('SELECT id FROM identity_event WHERE "accountId" = $1', [account]);
    const as = {
      actor: { kind: 'system', name: 'test', accountId: account } as const,
      runtime: house.runtime,
    };
    const wish = { verdict: 'benign', scope: 'event', event: event?.id, reason: 'Ada was in Lagos.' };
    const { id } = await execute(decideEvents, { ...as, input: wish });
    expect(await reckon(account)).toBe(1);
    expect(await riskOf(account, 'ada')).toMatchObject({ score: 6 });
    await execute(undoDisposition, { ...as, input: { id } });
    await reckon(account);
    expect(await riskOf(account, 'ada')).toMatchObject({ score: 2 });
  });

  it('are not taken from what a backfill brought', async () => {
    const account = await house.newAccount([INTEGRATION]);
    await house.commit(account, INTEGRATION, [signIn('sms_passcode', { at: TODAY - DAY })], {
      backfill: true,
      enabledAt: TODAY,
    });
    expect(await factors(account)).toEqual([]);
  });
});

describe('a posture', () => {
  it('is read from the directory, and followed as it changes', async () => {
    const account = await house.newAccount([INTEGRATION]);
    const ada = directoryUser({ id: 'DUADA', username: 'ada', phoneIds: ['DP1'] });
    const objects = [ada, phone({ id: 'DP1', userIds: ['DUADA'], encrypted: false })];
    await house.sweep(account, INTEGRATION, { objects, finished: ['users', 'phones'], at: TODAY });
    await reckon(account);
    const first = await riskOf(account, 'ada');
    // (3 · 0 + 2 · 3) / 5
    expect([first.score, first.value('mfa_enrolment'), first.value('device_health')]).toEqual([1.2, 0, 3]);
    expect(first.readings.filter(({ leftOut }) => leftOut !== null)).toHaveLength(6);

    const bypass = { objects: [{ ...ada, status: 'bypass' }, ...objects.slice(1)], at: TODAY + 1 };
    await house.sweep(account, INTEGRATION, bypass);
    expect(await reckon(account)).toBe(1);
    expect(await riskOf(account, 'ada')).toMatchObject({ score: (3 * 9 + 2 * 3) / 5 });
  });

  it('of somebody enrolled with nothing to approve with is said', async () => {
    const account = await house.newAccount([INTEGRATION]);
    const dead = phone({
      id: 'DP1',
      userIds: ['DUADA'],
      activated: false,
      capabilities: [],
      encrypted: null,
    });
    const objects = [directoryUser({ id: 'DUADA', username: 'ada', phoneIds: ['DP1'] }), dead];
    await house.sweep(account, INTEGRATION, { objects, finished: ['users', 'phones'], at: TODAY });
    await reckon(account);
    expect((await riskOf(account, 'ada')).value('mfa_enrolment')).toBe(8);
  });

  it('does not hold computers that nobody knows: an attacker’s would be among them', async () => {
    const account = await house.newAccount([INTEGRATION]);
    const ada = directoryUser({
      id: 'DUADA',
      username: 'ada',
      authenticators: [{ kind: 'webauthn', name: null }],
    });
    const strange = endpoint({ id: 'EP1', username: 'ada', osVersion: '7' });
    const finished = ['users', 'endpoints'] as const;
    await house.sweep(account, INTEGRATION, { objects: [ada, strange], finished, at: TODAY });
    await reckon(account);
    expect((await riskOf(account, 'ada')).value('device_health')).toBeNull();
    const managed = endpoint({ id: 'EP2', username: 'ada', osVersion: '7', trusted: true });
    await house.sweep(account, INTEGRATION, { objects: [ada, strange, managed], finished, at: TODAY + 1 });
    await reckon(account);
    expect((await riskOf(account, 'ada')).value('device_health')).toBe(3);
  });

  it('knows software that everybody else has left behind', async () => {
    const account = await house.newAccount([INTEGRATION]);
    const of = (number: number, osVersion: string) => [
      directoryUser({ id: `DU${number}`, username: `person${number}`, phoneIds: [`DP${number}`] }),
      phone({ id: `DP${number}`, userIds: [`DU${number}`], osVersion }),
    ];
    const objects = [1, 2, 3].flatMap((n) => [...of(n, '18.1'), ...of(n + 3, '26.0')]).concat(of(7, '17.7'));
    await house.sweep(account, INTEGRATION, { objects, finished: ['users', 'phones'], at: TODAY });
    await reckon(account);
    expect((await riskOf(account, 'person7')).value('device_health')).toBe(3);
    expect((await riskOf(account, 'person1')).value('device_health')).toBe(0);
  });

  it('of two who turn out to be one is one', async () => {
    const account = await house.newAccount([INTEGRATION, OTHER]);
    await house.commit(account, INTEGRATION, [signIn('sms_passcode', { at: TODAY, email: null })]);
    await house.commit(account, OTHER, [signIn('duo_push', { at: TODAY, user: 'ada.byron' })]);
    await house.sql(
      `INSERT INTO risk_evidence SELECT "accountId", id, 'malware', $2, 6, NULL, now() FROM person WHERE "accountId" = $1`,
      [account, new Date(TODAY)],
    );
    await house.commit(account, INTEGRATION, [
      signIn('duo_push', { at: TODAY + 1, email: 'ada.byron@example.com' }),
    ]);
    await reckon(account);
    const people = await house.sql('SELECT username FROM person WHERE "accountId" = $1', [account]);
    expect(people).toHaveLength(1);
    const risk = await riskOf(account, String(people[0]?.username));
    expect([risk.value('authenticator_strength'), risk.value('malware')]).toEqual([6, 6]);
  });
});

describe('a stored score', () => {
  async function withMalware(): Promise<string> {
    const account = await house.newAccount([INTEGRATION]);
    await house.commit(account, INTEGRATION, [signIn('duo_push', { at: TODAY })]);
    await house.sql(
      `INSERT INTO risk_evidence SELECT "accountId", id, 'malware', $2, 8, NULL, now() FROM person WHERE "accountId" = $1`,
      [account, new Date(TODAY)],
    );
    return account;
  }

  it('is reckoned for everybody once a UTC day, and falls in a straight line', async () => {
    const account = await withMalware();
    expect(await reckon(account)).toBe(1);
    expect(await reckon(account)).toBe(0);
    expect(await riskOf(account, 'ada')).toMatchObject({ score: 5, day: new Date(TODAY) });
    for (const days of [1, 2, 10]) {
      expect(await reckon(account, days * DAY)).toBe(1);
      const { score, day } = await riskOf(account, 'ada');
      expect(score).toBeCloseTo((2 * 2 + 2 * (8 - 0.028 * days)) / 4, 12);
      expect(day).toEqual(new Date(TODAY + days * DAY));
    }
    const rows = await house.sql(
      'SELECT day, newest FROM human_risk_day WHERE "accountId" = $1 ORDER BY day',
      [account],
    );
    expect(rows.map(({ newest }) => newest)).toEqual([false, false, false, true]);
  });

  it('is the same when it is reckoned again, and when another worker’s clock is behind', async () => {
    const account = await withMalware();
    await reckon(account, DAY);
    const before = await house.sql('SELECT * FROM human_risk_day WHERE "accountId" = $1', [account]);
    await house.sql(
      'INSERT INTO human_risk_due SELECT "accountId", id, true FROM person WHERE "accountId" = $1',
      [account],
    );
    await reckon(account, DAY);
    expect(await house.sql('SELECT * FROM human_risk_day WHERE "accountId" = $1', [account])).toEqual(before);
    await house.sql(
      'INSERT INTO human_risk_due SELECT "accountId", id, false FROM person WHERE "accountId" = $1',
      [account],
    );
    await reckon(account, 0);
    const rows = await house.sql('SELECT newest FROM human_risk_day WHERE "accountId" = $1', [account]);
    expect(rows).toEqual([{ newest: true }]);
  });

  it('stays due where the reckoning is broken off, and comes out the same', async () => {
    const account = await withMalware();
    const id = accountIdSchema.parse(account);
    const actor = { kind: 'system', name: 'test', accountId: id } as const;
    await execute(scoreHumanRisk, { actor, runtime: house.runtime, input: {} });
    const broken = house.runtime.database.inAccount(account, async (tx) => {
      const runtime = { ...house.runtime, database: { ...house.runtime.database, inAccount: once } };
      async function once<T>(_account: string, work: (inner: typeof tx) => Promise<T>): Promise<T> {
        return work(tx);
      }
      await execute(scoreHumanRisk, { actor, runtime, input: {} });
      throw new Error('killed');
    });
    await expect(broken).rejects.toThrow('killed');
    expect(await house.sql('SELECT FROM human_risk_day WHERE "accountId" = $1', [account])).toEqual([]);
    expect(await reckon(account)).toBe(1);
    expect(await riskOf(account, 'ada')).toMatchObject({ score: 5 });
  });

  it('is reckoned once, however many workers are at it', async () => {
    const account = await house.newAccount([INTEGRATION]);
    const users = Array.from({ length: 700 }, (_, n) => directoryUser({ id: `DU${n}`, username: `p${n}` }));
    await house.sweep(account, INTEGRATION, { objects: users, finished: ['users'], at: TODAY });
    const counts = await Promise.all([1, 2, 3].map(() => reckon(account)));
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(700);
    const [row] = await house.sql(
      `SELECT count(*)::int AS people, count(DISTINCT score)::int AS scores, min(score) AS score
       FROM human_risk_day WHERE "accountId" = $1 AND newest`,
      [account],
    );
    expect(row).toEqual({ people: 700, scores: 1, score: 8 });
  });
});

describe('denials by the access policy', () => {
  it('are counted once each by reason and application, and no others are', async () => {
    const account = await house.newAccount([INTEGRATION]);
    const at = TODAY - DAY;
    const page = [
      ...[0, 1, 2].map((n) => ({ at: at + n, reason: 'location_restricted' })),
      { at: at + HOUR, reason: 'location_restricted' },
      { at, reason: 'denied_by_policy' },
      { at, reason: 'user_mistake' },
    ].map((wish) => signIn('duo_push', { ...wish, result: 'denied' }));
    await house.commit(account, INTEGRATION, page);
    await house.commit(account, INTEGRATION, page);
    const rows = await house.sql(
      `SELECT reason, application, sum(denials)::int AS denials, count(*)::int AS buckets
       FROM access_denial_counter WHERE "accountId" = $1 GROUP BY 1, 2 ORDER BY 1`,
      [account],
    );
    expect(rows).toEqual([
      { reason: 'denied_by_policy', application: 'Salesforce', denials: 1, buckets: 1 },
      { reason: 'location_restricted', application: 'Salesforce', denials: 4, buckets: 2 },
    ]);
  });
});
