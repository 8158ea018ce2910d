import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { heatOf } from '@/domain/scoring/heat';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import type { FetchedRecord } from '@/server/connectors/connector';
import { scoredEventsOf } from '@/server/data/events/identity-events';
import { ensurePartitions } from '@/server/data/signals/signals';
import { namedRecord, openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOON = Math.floor((Date.now() - 4 * DAY) / DAY) * DAY + 12 * HOUR;
/** The same in every account, so that anchors compare. */
const FIRST = randomUUID();
const SECOND = randomUUID();

describe('who is who', () => {
  let house: PeopleHouse;

  beforeAll(async () => {
    house = await openPeopleHouse();
    await ensurePartitions(house.runtime.database, [NOON - 5 * DAY, NOON]);
  });
  afterAll(() => house.close());

  const newAccount = () => house.newAccount([FIRST, SECOND]);
  const byName = { key: null, email: null, groups: null };

  async function people(accountId: string) {
    return house.sql(
      `SELECT p.username, p.email, p.events,
         (SELECT count(*)::int FROM signal s WHERE s."accountId" = p."accountId" AND s."personId" = p.id) AS signals
       FROM person p WHERE p."accountId" = $1 ORDER BY p."firstSeenAt", p.username`,
      [accountId],
    );
  }

  /** Everything that follows from who is who, without ids that chance made. */
  async function outcomeOf(accountId: string) {
    const persons = await house.sql(
      `SELECT (SELECT array_agg(a.kind || ' ' || a.value || ' ' || (a."integrationId" = $2)::text
             ORDER BY a.kind, a.value, a."integrationId" = $2)
           FROM person_alias a WHERE a."accountId" = p."accountId" AND a."personId" = p.id) AS names,
         (SELECT array_agg(encode(s."signalKey", 'hex') ORDER BY s."signalKey") FROM signal s
           WHERE s."accountId" = p."accountId" AND s."personId" = p.id) AS signals,
         (SELECT array_agg(e.kind || ' ' || e.anchor || ' ' || e.outcome || ' ' || e.confidence || ' '
             || jsonb_array_length(e.sources) ORDER BY e.kind, e.anchor)
           FROM identity_event e WHERE e."accountId" = p."accountId" AND e."personId" = p.id
             AND e."retractedAt" IS NULL) AS raised,
         p.events, p."lastEventAt", p."firstSeenAt", p."lastSeenAt", h.heat
       FROM person p JOIN person_heat h ON h."accountId" = p."accountId" AND h."personId" = p.id
       WHERE p."accountId" = $1 ORDER BY 1`,
      [accountId, FIRST],
    );
    const counters = await house.sql(
      'SELECT bucket, kind, sum(events)::int AS events FROM event_counter WHERE "accountId" = $1 AND events <> 0 GROUP BY 1, 2 ORDER BY 1, 2',
      [accountId],
    );
    const [lost] = await house.sql(
      `SELECT count(*)::int AS count FROM identity_event e CROSS JOIN jsonb_array_elements(e.sources) s
       LEFT JOIN evidence v ON v."accountId" = e."accountId" AND v."eventId" = e.id
         AND encode(v."signalKey", 'hex') = s.value->>'signalKey'
       WHERE e."accountId" = $1 AND e."retractedAt" IS NULL AND v."eventId" IS NULL`,
      [accountId],
    );
    return { persons, counters, lost };
  }

  it('makes a person of a username alone, and the keyed record of that name is them', async () => {
    const account = await newAccount();
    const detectors = [{ detector: 'NOVEL_ASN' }];
    await house.commit(account, FIRST, [namedRecord({ at: NOON, user: 'ada', detectors }, byName)]);
    const [before] = await house.sql('SELECT id FROM person WHERE "accountId" = $1', [account]);
    await house.commit(account, FIRST, [namedRecord({ at: NOON + 1, user: 'ADA', email: null, detectors })]);
    expect(await people(account)).toEqual([{ username: 'ADA', email: null, events: 2, signals: 2 }]);
    const [after] = await house.sql('SELECT id FROM person WHERE "accountId" = $1', [account]);
    expect(after).toEqual(before);
    await house.commit(account, FIRST, [namedRecord({ at: NOON + 2, user: 'Ada' }, byName)]);
    expect(await people(account)).toMatchObject([{ signals: 3 }]);
  });

  it('merges an unmatched person into a known one, with their events and the way to them', async () => {
    const account = await newAccount();
    const detectors = [{ detector: 'PUSH_HARASSMENT' }];
    await house.commit(account, FIRST, [namedRecord({ at: NOON, user: 'ada', email: null })]);
    await house.commit(account, FIRST, [namedRecord({ at: NOON + HOUR, user: 'ada.l', detectors }, byName)]);
    expect(await people(account)).toHaveLength(2);
    // She was renamed: her key comes with the name that stood alone.
    await house.commit(account, FIRST, [
      namedRecord({ at: NOON + 2 * HOUR, user: 'ada.l', userKey: 'DUADA', email: null }),
    ]);
    expect(await people(account)).toEqual([{ username: 'ada.l', email: null, events: 1, signals: 3 }]);
    const [joined] = await house.sql(
      `SELECT c.before->>'username' AS username, c."personId" = p.id AS hers FROM directory_change c, person p
       WHERE c."accountId" = $1 AND p."accountId" = $1 AND c.field = 'joined'`,
      [account],
    );
    expect(joined).toEqual({ username: 'ada.l', hers: true });
  });

  it('takes a name that stood alone as the key’s, also where an address had joined it to somebody before', async () => {
    const bob = namedRecord({ at: NOON, user: 'bob', email: 'bob@example.com' });
    const alone = namedRecord({ at: NOON + 1, user: 'bob.admin' }, { ...byName, email: 'bob@example.com' });
    const admin = namedRecord({ at: NOON + 2, user: 'bob.admin', email: null });
    for (const order of [
      [bob, alone, admin],
      [admin, alone, bob],
      [alone, admin, bob],
    ]) {
      const account = await newAccount();
      for (const record of order) await house.commit(account, FIRST, [record]);
      expect(await people(account)).toEqual([
        { username: 'bob.admin', email: 'bob@example.com', events: 0, signals: 3 },
      ]);
    }
  });

  it('does not join two people with keys because one has the name that the other had', async () => {
    const account = await newAccount();
    await house.commit(account, FIRST, [namedRecord({ at: NOON, user: 'ada', userKey: 'DU1', email: null })]);
    await house.commit(account, FIRST, [
      namedRecord({ at: NOON + 1, user: 'ada', userKey: 'DU2', email: null }),
    ]);
    expect(await people(account)).toHaveLength(2);
    // The name alone now means who has it now.
    await house.commit(account, FIRST, [namedRecord({ at: NOON + 2, user: 'ada' }, byName)]);
    expect((await people(account)).map((person) => person.signals)).toEqual([1, 2]);
  });

  it('joins people of two integrations by equal address, and never by equal name', async () => {
    const account = await newAccount();
    await house.commit(account, FIRST, [
      namedRecord({ at: NOON, user: 'ada', userKey: 'DU1', email: 'Ada@Example.com' }),
      namedRecord({ at: NOON, user: 'bob', userKey: 'DU2', email: null }),
    ]);
    await house.commit(account, SECOND, [
      namedRecord({ at: NOON + 1, user: 'lovelace', userKey: 'DU7', email: 'ada@example.com' }),
      namedRecord({ at: NOON + 1, user: 'bob', userKey: 'DU8', email: null }),
    ]);
    expect(await people(account)).toEqual([
      { username: 'bob', email: null, events: 0, signals: 1 },
      { username: 'lovelace', email: 'ada@example.com', events: 0, signals: 2 },
      { username: 'bob', email: null, events: 0, signals: 1 },
    ]);
  });

  it('counts two who turn out to be one once among those who used a network', async () => {
    const account = await newAccount();
    const at = NOON - DAY;
    await house.commit(account, SECOND, [
      namedRecord({ at, user: 'ada.l', userKey: 'DU1', email: 'ada@example.com' }),
      namedRecord({ at, user: 'ada', userKey: 'DU9', email: null }),
      namedRecord({ at, user: 'bob', userKey: 'DU2', email: null }),
    ]);
    const ids = await house.sql('SELECT id, username FROM person WHERE "accountId" = $1 ORDER BY username', [
      account,
    ]);
    const [ada, other, bob] = ids.map(({ id }) => String(id));
    await house.sql(
      `INSERT INTO network_use ("accountId", source, day, people, failed)
       VALUES ($1, '198.51.100.0/24', 1, $2, '{}'), ($1, '192.0.2.0/24', 1, $3, '{}')`,
      [account, [ada, other, bob], [other, bob, randomUUID()]],
    );
    await house.commit(account, SECOND, [
      namedRecord({ at: NOON, user: 'ada', userKey: 'DU9', email: 'ada@example.com' }),
    ]);
    const [stays] = await house.sql(
      `SELECT id FROM person WHERE "accountId" = $1 AND email = 'ada@example.com'`,
      [account],
    );
    const use = await house.sql(
      `SELECT source, cardinality(people) AS people, $2::uuid = ANY(people) AS hers FROM network_use
       WHERE "accountId" = $1 AND day = 1 ORDER BY source`,
      [account, stays?.id],
    );
    expect(use).toEqual([
      { source: '192.0.2.0/24', people: 3, hers: true },
      { source: '198.51.100.0/24', people: 2, hers: true },
    ]);
  });

  it('merges two people when the address of one comes late and is that of the other', async () => {
    const account = await newAccount();
    const low = { trust: 'LOW' as const, trustPolicy: false };
    await house.commit(account, SECOND, [
      namedRecord({
        at: NOON - DAY,
        user: 'ada.l',
        userKey: 'DU1',
        trust: 'NORMAL',
        email: 'ada@example.com',
      }),
    ]);
    await house.commit(account, SECOND, [
      namedRecord({ at: NOON, user: 'ada', userKey: 'DU9', ...low, email: null }),
    ]);
    expect(await people(account)).toMatchObject([{ events: 0 }, { events: 0 }]);
    await house.commit(account, SECOND, [
      namedRecord({ at: NOON + 1, user: 'ada', userKey: 'DU9', ...low, email: 'ada@example.com' }),
    ]);
    // As one they show what neither showed alone: trust fell.
    expect(await people(account)).toEqual([
      { username: 'ada', email: 'ada@example.com', events: 1, signals: 3 },
    ]);
    const heats = await house.sql('SELECT heat IS NOT NULL AS hot FROM person_heat WHERE "accountId" = $1', [
      account,
    ]);
    expect(heats).toEqual([{ hot: true }]);
  });

  it('makes one person of one whom two pages meet at once', async () => {
    for (let round = 0; round < 8; round += 1) {
      const account = await newAccount();
      const meet = (integrationId: string, key: string, index: number) =>
        house.commit(account, integrationId, [
          namedRecord({
            at: NOON + index,
            user: 'ada',
            userKey: key,
            email: 'ada@example.com',
            detectors: [{ detector: 'NOVEL_ASN' }],
          }),
          namedRecord({ at: NOON + index, user: 'bob' }, byName),
        ]);
      await Promise.all([
        meet(FIRST, 'DU1', 0),
        meet(SECOND, 'DU2', 1),
        meet(FIRST, 'DU1', 2),
        meet(SECOND, 'DU3', 3),
      ]);
      expect(await people(account)).toMatchObject([{}, {}, {}]);
    }
  });

  it('loses nothing of a page that is read while its person is merged away', async () => {
    for (let round = 0; round < 6; round += 1) {
      const account = await newAccount();
      await house.commit(account, FIRST, [namedRecord({ at: NOON, user: 'ada', userKey: 'DU1' })]);
      await house.commit(account, SECOND, [
        namedRecord({ at: NOON + 1, user: 'ada', userKey: 'DU9', email: null }),
      ]);
      const detectors = [{ detector: 'NOVEL_ASN' }];
      await Promise.all([
        house.commit(account, SECOND, [namedRecord({ at: NOON + 2, user: 'ada', userKey: 'DU9' })]),
        house.commit(account, SECOND, [
          namedRecord({ at: NOON + 3, user: 'ada', userKey: 'DU9', email: null, detectors }),
        ]),
        house.commit(account, FIRST, [namedRecord({ at: NOON + 4, user: 'ada', userKey: 'DU1', detectors })]),
      ]);
      expect(await people(account)).toMatchObject([{ signals: 5, events: 2 }]);
    }
  });

  it('gives the same people and the same heat in whatever order and pages their records come', async () => {
    const HUMANS = ['ada', 'bob', 'cy'];
    const wish = fc.record({
      human: fc.integer({ min: 0, max: 2 }),
      integration: fc.constantFrom(FIRST, SECOND),
      at: fc.tuple(fc.integer({ min: -3, max: 1 }), fc.integer({ min: 0, max: 11 * HOUR })),
      keyed: fc.boolean(),
      // One human may have two keys in an integration; only an address can tell.
      key: fc.integer({ min: 1, max: 2 }),
      addressed: fc.boolean(),
      txid: fc.constantFrom('t1', 't2'),
      result: fc.constantFrom('success' as const, 'denied' as const),
      trust: fc.constantFrom('LOW' as const, 'NORMAL' as const, undefined),
      detectors: fc.array(fc.constantFrom({ detector: 'NOVEL_ASN' }, { detector: 'PUSH_HARASSMENT' }), {
        maxLength: 1,
      }),
      order: fc.integer(),
      cut: fc.boolean(),
      again: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { minLength: 1, maxLength: 12 }), async (wishes) => {
        const records = wishes.map((one, index) => {
          const human = HUMANS[one.human] ?? 'ada';
          // A second key has a name of its own: who may have a name at which time is another test's matter.
          const user = one.key === 1 ? human : `${human}.admin`;
          const email = one.addressed ? `${human}@example.com` : null;
          const userKey = `DU${user}${one.integration.slice(0, 4)}`;
          const wanted = { ...one, at: NOON + one.at[0] * DAY + one.at[1], user, userKey, email };
          const fetched = namedRecord(
            { ...wanted, trustPolicy: false, ip: `203.0.113.${index}` },
            { key: one.keyed ? userKey : null, email },
          );
          return { ...one, fetched };
        });
        const together = await newAccount();
        for (const integration of [FIRST, SECOND]) {
          await house.commit(
            together,
            integration,
            records.filter((one) => one.integration === integration).map(({ fetched }) => fetched),
          );
        }
        const apart = await newAccount();
        let next: { integration: string; fetched: FetchedRecord }[] = [];
        for (const one of [...records].sort((a, b) => a.order - b.order)) {
          const [first] = next;
          if (first !== undefined && (one.cut || first.integration !== one.integration)) {
            await house.commit(
              apart,
              first.integration,
              next.map(({ fetched }) => fetched),
            );
            next = [];
          }
          next.push(one);
        }
        for (const [first] of [next])
          if (first !== undefined)
            await house.commit(
              apart,
              first.integration,
              next.map(({ fetched }) => fetched),
            );
        const outcome = await outcomeOf(apart);
        expect(outcome).toEqual(await outcomeOf(together));
        expect(outcome.lost).toEqual({ count: 0 });
        for (const one of records.filter(({ again }) => again))
          await house.commit(apart, one.integration, [one.fetched]);
        expect(await outcomeOf(apart)).toEqual(outcome);
        await expectHeatRecomputed(apart);
      }),
      { numRuns: 25 },
    );
  }, 120_000);

  async function expectHeatRecomputed(accountId: string): Promise<void> {
    const heats = z
      .array(z.object({ personId: z.string(), heat: z.number().nullable() }))
      .parse(await house.sql('SELECT "personId", heat FROM person_heat WHERE "accountId" = $1', [accountId]));
    const ids = heats.map(({ personId }) => personId);
    const events = await house.runtime.database.inAccount(accountId, (tx) =>
      scoredEventsOf(accountId, tx, ids),
    );
    for (const { personId, heat } of heats)
      expect(heatOf(events.get(personId) ?? [], DEFAULT_POLICY, 'standard')).toBe(heat);
  }
});
