import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Candidate } from '@/domain/detection/candidate';
import { accountIdSchema } from '@/domain/identifiers';
import { DAY_MS } from '@/domain/scoring/scored-event';
import { insertEvidence, writeEvents } from '@/server/data/events/identity-events';
import { insertIntegration } from '@/server/data/integrations/integrations';
import type { Actor } from '@/server/services/actor';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { getEvent } from '@/server/services/events/get-event';
import { listEvents } from '@/server/services/events/list-events';
import { feedHealth } from '@/server/services/integrations/feed-health';
import { getIntegration } from '@/server/services/integrations/get-integration';
import { listIntegrations } from '@/server/services/integrations/list-integrations';
import { listRuns } from '@/server/services/integrations/list-runs';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import { listPeople } from '@/server/services/people/list-people';
import { rescorePeople } from '@/server/services/scoring/rescore-people';
import { SIGN_INS_ALONE } from '@/tests/setup/duo-record';
import { openWebHouse, type WebHouse } from '@/tests/setup/web-house';

const MINUTE = 60_000;
const INTEGRATION = randomUUID();

let house: WebHouse;
let accountId: ReturnType<typeof accountIdSchema.parse>;
let who: { actor: Actor; runtime: WebHouse['runtime'] };

const inAccount: WebHouse['runtime']['database']['inAccount'] = (account, work) =>
  house.runtime.database.inAccount(account, work);

beforeAll(async () => {
  house = await openWebHouse();
  await house.setUp();
  const [account] = await house.sql('SELECT id FROM account');
  accountId = accountIdSchema.parse(account?.id);
  who = { actor: { kind: 'system', name: 'test', accountId }, runtime: house.runtime };
  await inAccount(accountId, (tx) =>
    insertIntegration(accountId, tx, house.runtime.vault, {
      id: INTEGRATION,
      connector: 'cisco-duo',
      name: 'Duo',
      description: '',
      host: 'api-12345678.duosecurity.com',
      ikeyEnding: 'ABCD',
      edition: null,
      enabledAt: 0,
      createdAt: Date.now(),
      createdBy: 'test',
      credentials: {},
      streams: SIGN_INS_ALONE,
    }),
  );
});
afterAll(() => house.close());

async function newPerson(): Promise<string> {
  const id = randomUUID();
  await house.sql(
    `INSERT INTO person ("accountId", id, name, username, groups, "firstSeenAt", "lastSeenAt")
     VALUES ($1, $2, 'Ada Byron', 'ada', '{}', now(), now())`,
    [accountId, id],
  );
  await inAccount(accountId, (tx) => rescorePeople(accountId, tx, [id]));
  return id;
}

function candidate(occurredAt: number, changes: Partial<Candidate> = {}): Candidate {
  return {
    kind: 'novel_asn',
    anchor: randomUUID(),
    occurredAt,
    confidence: 1,
    outcome: 'refused',
    sources: [],
    facts: {
      ip: null,
      city: null,
      country: null,
      application: null,
      factor: null,
      reason: null,
      actor: null,
      target: null,
      names: [],
    },
    detectorVersion: 1,
    ...changes,
  };
}

async function write(personId: string, candidates: readonly Candidate[]): Promise<void> {
  await inAccount(accountId, async (tx) => {
    const writes = candidates.map((one) => ({
      found: { personId, candidate: one },
      replaces: null,
      integrationId: INTEGRATION,
      verdict: 'enforced',
      receivedAt: one.occurredAt,
    }));
    await writeEvents(accountId, tx, writes, [], Date.now());
    await rescorePeople(accountId, tx, [personId]);
  });
}

const cursorOf = (value: unknown) => Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');

describe('the list of people', () => {
  it('holds from a band up whom the dashboard counts in it', async () => {
    const before = (await execute(getDashboard, { ...who, input: {} })).lastDay.highOrAbove;
    const now = Date.now();
    for (const kinds of [
      ['novel_asn'],
      ['user_marked_fraud'],
      ['user_marked_fraud', 'push_harassment'],
    ] as const)
      await write(
        await newPerson(),
        kinds.map((kind) => candidate(now - MINUTE, { kind })),
      );
    const { lastDay } = await execute(getDashboard, { ...who, input: {} });
    expect(lastDay.highOrAbove).toBe(before + 2);
    const { people, total } = await execute(listPeople, { ...who, input: { least: 'high' } });
    expect([total, people.length]).toEqual([lastDay.highOrAbove, lastDay.highOrAbove]);
    expect([...new Set(people.map(({ attackFactor }) => attackFactor.band))].sort()).toEqual([
      'high',
      'very_high',
    ]);
    const all = await execute(listPeople, { ...who, input: {} });
    expect((await execute(listPeople, { ...who, input: { least: 'very_low' } })).total).toBe(all.total);
    await expect(
      execute(listPeople, { ...who, input: { least: 'high', band: 'low' } }),
    ).rejects.toMatchObject({ code: 'invalid_input', fields: [{ field: 'least' }] });
  });

  it('is as of any instant from 2020 until now, and says so of any other', async () => {
    await write(await newPerson(), [candidate(Date.now() - DAY_MS, { kind: 'push_harassment' })]);
    for (const at of [Date.now(), Date.now() - 400 * DAY_MS, Date.UTC(2020, 0, 1)]) {
      const input = { at: new Date(at).toISOString() };
      const answer = { ...input, asOf: input.at, reading: 'then' };
      await expect(execute(listPeople, { ...who, input })).resolves.toMatchObject(answer);
    }
    const soon = new Date(Date.now() + MINUTE).toISOString();
    for (const at of [soon, '2019-12-31T23:59:59Z', '1980-01-01T00:00:00Z', '9999-12-31T23:59:59Z'])
      await expect(execute(listPeople, { ...who, input: { at } })).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [
          {
            field: 'at',
            message: 'at: name an instant from the year 2020 until now, or leave it out for this moment.',
          },
        ],
      });
  });
});

describe('a forged cursor', () => {
  const id = randomUUID();
  const wrong = { code: 'invalid_input', fields: [{ field: 'cursor' }] };
  const instants = [-1, 1.5, 8.64e15, 1e300, '2026', null];
  const place = {
    sort: 'attack_factor',
    direction: 'falling',
    key: '1',
    id,
    at: Date.now(),
    past: null,
    policy: 1,
    total: 1,
  };

  it.each([
    ...[...instants, 0, Date.UTC(2019, 11, 31), Date.UTC(9000, 0, 1)].map((at) => ({ ...place, at })),
    ...['', ' ', 'x', 'NaN', 'Infinity', '1e999', '0x10', '1'.repeat(40), 7].map((key) => ({
      ...place,
      key,
    })),
    ...['events', 'last_event', 'criticality', 'human_risk', 'group'].map((sort) => ({ ...place, sort })),
    { ...place, direction: 'rising' },
    { ...place, id: 'x' },
    ...['1', null, 1.5].map((policy) => ({ ...place, policy })),
    ...[-1, 1.5, '1', null].map((total) => ({ ...place, total })),
  ])('of people is refused: %j', async (cursor) => {
    const input = { cursor: cursorOf(cursor) };
    await expect(execute(listPeople, { ...who, input })).rejects.toMatchObject(wrong);
  });

  it.each(instants)('of events or runs is refused: %j', async (at) => {
    await expect(
      execute(listEvents, { ...who, input: { cursor: cursorOf({ occurredAt: at, id }) } }),
    ).rejects.toMatchObject(wrong);
    await expect(
      execute(listRuns, { ...who, input: { id: INTEGRATION, cursor: cursorOf({ startedAt: at, id }) } }),
    ).rejects.toMatchObject(wrong);
  });

  it('within what there can be leads to a page, not to a fault', async () => {
    const input = { cursor: cursorOf({ ...place, key: '-1.5e+300' }) };
    await expect(execute(listPeople, { ...who, input })).resolves.toBeTruthy();
    for (const at of [0, Date.UTC(9999, 11, 31)]) {
      const events = { cursor: cursorOf({ occurredAt: at, id }) };
      await expect(execute(listEvents, { ...who, input: events })).resolves.toBeTruthy();
      const runs = { id: INTEGRATION, cursor: cursorOf({ startedAt: at, id }) };
      await expect(execute(listRuns, { ...who, input: runs })).resolves.toBeTruthy();
    }
  });
});

describe('a profile', () => {
  it('says when somebody got in, however many refusals came after, and in every bar', async () => {
    const personId = await newPerson();
    const now = Date.now();
    const entry = candidate(now - 300 * MINUTE, { kind: 'denied_then_approved', outcome: 'got_in' });
    const refusals = Array.from({ length: 230 }, (_, index) => candidate(now - (index + 1) * MINUTE));
    await write(personId, [entry, ...refusals]);
    const profile = await execute(getProfile, { ...who, input: { id: personId } });
    expect(profile.gotIn).toMatchObject({ at: new Date(entry.occurredAt).toISOString() });
    const bar = profile.waterfall.bars.find(({ kind }) => kind === 'denied_then_approved');
    expect(bar).toMatchObject({ eventId: profile.gotIn?.eventId, outcome: 'got_in' });
    expect(profile.waterfall.bars.filter(({ outcome }) => outcome === 'unknown')).toEqual([]);
    expect(profile.waterfall.bars.length).toBeGreaterThan(200);
  });
});

describe('an event', () => {
  it('shows the records that it rests on now, not those of an earlier version', async () => {
    const personId = await newPerson();
    const at = Date.now() - DAY_MS;
    const [first, second] = ['aa', 'bb'].map((byte) => byte.repeat(16));
    if (first === undefined || second === undefined) throw new Error('there are two');
    const source = {
      signalKey: second,
      place: 'rbfs' as const,
      verdict: 'enforced' as const,
      detectorName: null,
      occurredAt: at,
    };
    await write(personId, [candidate(at, { sources: [source] })]);
    const [row] = await house.sql('SELECT id FROM identity_event WHERE "personId" = $1', [personId]);
    const eventId = String(row?.id);
    const record = { eventId, stream: 'authentication', occurredAt: at, text: '{}' };
    await inAccount(accountId, (tx) =>
      insertEvidence(
        accountId,
        tx,
        [first, second].map((signalKey) => ({ ...record, signalKey })),
      ),
    );
    const { evidence } = await execute(getEvent, { ...who, input: { id: eventId } });
    expect(evidence.map(({ key }) => key)).toEqual([second]);
  });
});

describe('an integration', () => {
  it('counts the signals of the whole bucket in which the last 24 hours begin', async () => {
    const edge = Math.floor((Date.now() - DAY_MS) / (15 * MINUTE)) * 15 * MINUTE;
    await house.sql(
      `INSERT INTO signal_counter ("accountId", bucket, "integrationId", stream, result, signals)
       VALUES ($1, $3, $2, 1, 'success', 7), ($1, $4, $2, 1, 'success', 100)`,
      [accountId, INTEGRATION, new Date(edge), new Date(edge - 15 * MINUTE)],
    );
    const runtime = { ...house.runtime, now: () => edge + DAY_MS + 14 * MINUTE };
    const one = await execute(getIntegration, { ...who, runtime, input: { id: INTEGRATION } });
    expect(one.signals24h).toBe(7);
    const { integrations } = await execute(listIntegrations, { ...who, runtime, input: {} });
    expect(integrations).toMatchObject([{ signals24h: 7 }]);
  });

  it('says in the strip which stream is being retried, what happened and what to do', async () => {
    const trouble = async () => {
      const now = house.runtime.now();
      const feed = await inAccount(accountId, (tx) => feedHealth(accountId, tx, house.runtime, now));
      return feed.integrations[0]?.trouble;
    };
    expect(await trouble()).toBeNull();
    const retryAt = new Date(Date.now() + MINUTE);
    await house.sql(
      `UPDATE stream SET "errorCode" = 'timeout', "errorClass" = 'network', "errorFirstSeenAt" = now(),
         "errorLastSeenAt" = now(), "errorCount" = 3, "retryAt" = $1 WHERE stream = 'authentication'`,
      [retryAt],
    );
    const retried = await trouble();
    expect(retried).toMatchObject({ streamLabel: 'Authentication', retryAt: retryAt.toISOString() });
    expect(retried?.message).toMatch(/\.$/);
    expect(retried?.remedy).toMatch(/\.$/);
    await house.sql(`UPDATE stream SET "errorClass" = 'credentials' WHERE stream = 'authentication'`);
    expect((await trouble())?.retryAt).toBeNull();
    await house.sql(`UPDATE stream SET "errorCode" = NULL, "errorClass" = NULL, "retryAt" = NULL`);
  });

  it('has one status, wherever it is said', async () => {
    const statuses = async () => {
      const one = await execute(getIntegration, { ...who, input: { id: INTEGRATION } });
      const { integrations } = await execute(listIntegrations, { ...who, input: {} });
      const now = house.runtime.now();
      const feed = await inAccount(accountId, (tx) => feedHealth(accountId, tx, house.runtime, now));
      return [one.status, integrations[0]?.status, feed.integrations[0]?.status].map(
        (status) => status?.word,
      );
    };
    expect(new Set(await statuses()).size).toBe(1);
    await house.sql(`UPDATE integration SET state = 'paused'`);
    expect(await statuses()).toEqual(['paused', 'paused', 'paused']);
  });
});
