import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { heatOf } from '@/domain/scoring/heat';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import type { FetchedRecord } from '@/server/connectors/connector';
import { scoredEventsOf } from '@/server/data/events/identity-events';
import { ensurePartitions } from '@/server/data/signals/signals';
import { commitPage, type PageToCommit } from '@/server/services/collection/commit-page';
import { newAccountWithDuo } from '@/tests/setup/account-with-duo';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { duoRecord, fetchedPage, fetchedRecord, type RecordWish, signInPage } from '@/tests/setup/duo-record';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Noon of a day well inside one month or two, so that days and months are crossed by going back. */
const NOON = Math.floor((Date.now() - 4 * DAY) / DAY) * DAY + 12 * HOUR;
/** The same in every account, so that anchors compare. */
const INTEGRATION = randomUUID();

describe('from records to identity events', () => {
  let simulator: Simulator;
  let house: CollectingHouse;

  beforeAll(async () => {
    simulator = await start('--people', '2', '--history', '1d', '--attack-every', 'off');
    house = await openCollectingHouse(simulator);
    await ensurePartitions(house.runtime.database, [NOON - 5 * DAY, NOON]);
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  const newAccount = () => newAccountWithDuo(house.runtime, INTEGRATION);

  async function otherIntegration(accountId: string): Promise<string> {
    const id = randomUUID();
    await house.sql(
      `INSERT INTO integration SELECT (jsonb_populate_record(i, jsonb_build_object('id', $2::text, 'name', 'Second',
         'host', 'api-87654321.duosecurity.com'))).* FROM integration i WHERE i."accountId" = $1`,
      [accountId, id],
    );
    await house.sql(
      `INSERT INTO stream SELECT (jsonb_populate_record(s, jsonb_build_object('integrationId', $2::text))).*
       FROM stream s WHERE s."accountId" = $1`,
      [accountId, id],
    );
    return id;
  }

  async function commit(
    accountId: string,
    records: readonly FetchedRecord[],
    changes: Partial<PageToCommit> = {},
  ) {
    const adapter = house.runtime.adapterOf('cisco-duo');
    return house.runtime.database.inAccount(accountId, (tx) =>
      commitPage(
        accountId,
        tx,
        signInPage(INTEGRATION, fetchedPage(records), {
          readStored: (text, occurredAt) => adapter?.readStored('authentication', text, occurredAt) ?? null,
          ...changes,
        }),
      ),
    );
  }

  const page = (...wishes: RecordWish[]) => wishes.map((wish) => fetchedRecord(duoRecord(wish)));

  /** Everything that stands, without ids that chance made. */
  async function outcomeOf(accountId: string) {
    const events = await house.sql(
      `SELECT p.username, e.kind, e.anchor, e."occurredAt", e.confidence, e.verdict, e.outcome, e.sources, e.facts
       FROM identity_event e JOIN person p ON p."accountId" = e."accountId" AND p.id = e."personId"
       WHERE e."accountId" = $1 AND e."retractedAt" IS NULL ORDER BY 1, 2, 3`,
      [accountId],
    );
    // The records that standing events rest on; those of earlier versions stay as well.
    const evidence = await house.sql(
      `SELECT p.username, e.kind, e.anchor, s.value->>'signalKey' AS key, encode(v.sha256, 'hex') AS sha256
       FROM identity_event e JOIN person p ON p."accountId" = e."accountId" AND p.id = e."personId"
       CROSS JOIN jsonb_array_elements(e.sources) s
       LEFT JOIN evidence v ON v."accountId" = e."accountId" AND v."eventId" = e.id
         AND encode(v."signalKey", 'hex') = s.value->>'signalKey'
       WHERE e."accountId" = $1 AND e."retractedAt" IS NULL GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4`,
      [accountId],
    );
    const eventCounters = await house.sql(
      'SELECT bucket, kind, events FROM event_counter WHERE "accountId" = $1 AND events <> 0 ORDER BY 1, 2',
      [accountId],
    );
    const signalCounters = await house.sql(
      'SELECT bucket, result, signals FROM signal_counter WHERE "accountId" = $1 ORDER BY 1, 2',
      [accountId],
    );
    const people = await house.sql(
      `SELECT p.username, p.email, p.events, p."lastEventAt", p."firstSeenAt", p."lastSeenAt", h.heat
       FROM person p JOIN person_heat h ON h."accountId" = p."accountId" AND h."personId" = p.id
       WHERE p."accountId" = $1 ORDER BY 1`,
      [accountId],
    );
    return { events, evidence, eventCounters, signalCounters, people };
  }

  async function versionsOf(accountId: string) {
    return house.sql(
      'SELECT id, version, "recordedAt", "retractedAt" FROM identity_event WHERE "accountId" = $1 ORDER BY 1, 2',
      [accountId],
    );
  }

  async function standing(accountId: string) {
    const rows = await house.sql(
      'SELECT kind, "occurredAt", confidence, outcome, verdict, jsonb_array_length(sources) AS sources FROM identity_event WHERE "accountId" = $1 AND "retractedAt" IS NULL ORDER BY kind, "occurredAt"',
      [accountId],
    );
    return rows;
  }

  it('makes one event of one transaction that comes on two pages, and got in wins', async () => {
    const account = await newAccount();
    const txid = randomUUID();
    await commit(account, page({ at: NOON, txid, result: 'denied', detectors: [{ detector: 'NOVEL_ASN' }] }));
    await commit(account, page({ at: NOON - 1_000, txid, detectors: [{ detector: 'NOVEL_ASN' }] }));
    expect(await standing(account)).toEqual([
      {
        kind: 'novel_asn',
        occurredAt: new Date(NOON - 1_000),
        confidence: 1,
        outcome: 'got_in',
        verdict: 'enforced',
        sources: 2,
      },
    ]);
    expect((await versionsOf(account)).map((row) => row.version)).toEqual([1, 2]);
  });

  it('lets suppressed win over enforced, also where it comes later', async () => {
    const account = await newAccount();
    const txid = randomUUID();
    const detectors = [{ detector: 'NOVEL_ASN' }];
    await commit(account, page({ at: NOON, txid, detectors }));
    const [before] = await house.sql(
      'SELECT heat FROM person_heat WHERE "accountId" = $1 AND heat IS NOT NULL',
      [account],
    );
    await commit(
      account,
      page({ at: NOON, txid, reason: 'x', detectors: [{ detector: 'NOVEL_ASN', suppressed: true }] }),
    );
    expect(await standing(account)).toMatchObject([{ confidence: 0.3, verdict: 'suppressed', sources: 2 }]);
    const [after] = await house.sql('SELECT heat FROM person_heat WHERE "accountId" = $1', [account]);
    expect(Number(after?.heat)).toBeLessThan(Number(before?.heat));
  });

  it('moves or takes back a fall of trust when a late assessment says so', async () => {
    const account = await newAccount();
    const low = (at: number) => page({ at, trust: 'LOW', trustPolicy: false });
    const normal = (at: number) => page({ at, trust: 'NORMAL' });
    await commit(account, normal(NOON - DAY));
    await commit(account, low(NOON + DAY));
    expect(await standing(account)).toMatchObject([{ occurredAt: new Date(NOON + DAY) }]);
    // A low one in between: the fall was earlier, on another day.
    await commit(account, low(NOON));
    expect(await standing(account)).toMatchObject([{ occurredAt: new Date(NOON) }]);
    // A low one before the normal one changes nothing; one just after it moves the fall once more.
    await commit(account, low(NOON - 2 * DAY));
    expect(await standing(account)).toMatchObject([{ occurredAt: new Date(NOON) }]);
    await commit(account, low(NOON - DAY + 1));
    expect(await standing(account)).toMatchObject([{ occurredAt: new Date(NOON - DAY + 1) }]);
    const counted = await house.sql(
      'SELECT sum(events)::int AS events FROM event_counter WHERE "accountId" = $1',
      [account],
    );
    expect(counted).toEqual([{ events: 1 }]);
  });

  it('takes a low assessment in one integration for no fall from a normal one in another', async () => {
    const account = await newAccount();
    const second = await otherIntegration(account);
    const at = (instant: number, trust: 'LOW' | 'NORMAL', changes: Partial<PageToCommit> = {}) =>
      commit(account, page({ at: instant, trust, trustPolicy: false }), changes);
    const there = { integrationId: second };
    await at(NOON - HOUR, 'NORMAL');
    await at(NOON, 'LOW', there);
    expect(await standing(account)).toEqual([]);
    // A fall of its own, and one in the other on the same day: one event, that a later look does not cut.
    await at(NOON + 1, 'LOW');
    expect(await standing(account)).toMatchObject([{ kind: 'user_risk_changed', sources: 1 }]);
    await at(NOON - 2 * HOUR, 'NORMAL', there);
    expect(await standing(account)).toMatchObject([{ kind: 'user_risk_changed', sources: 2 }]);
    await at(NOON - DAY, 'NORMAL', there);
    await at(NOON - DAY + 1, 'LOW', there);
    expect(await standing(account)).toMatchObject([
      { occurredAt: new Date(NOON - DAY + 1), sources: 1 },
      { occurredAt: new Date(NOON), sources: 2 },
    ]);
  });

  it('never rests on history: a backfilled assessment raises nothing, whenever it came', async () => {
    const history = { backfill: true, enabledAt: NOON };
    const low = (at: number) => ({ at, trust: 'LOW', trustPolicy: false }) as const;
    const old = page({ at: NOON - 3 * HOUR, trust: 'NORMAL' }, low(NOON - 2 * HOUR));
    const live = page(low(NOON + HOUR));
    const first = await newAccount();
    await commit(first, old, history);
    await commit(first, live, { enabledAt: NOON });
    const last = await newAccount();
    await commit(last, live, { enabledAt: NOON });
    await commit(last, old, history);
    // A later page touches the same day once more.
    for (const account of [first, last])
      await commit(account, page(low(NOON + 2 * HOUR)), { enabledAt: NOON });
    expect(await standing(first)).toEqual([]);
    expect(await standing(last)).toEqual([]);
  });

  it('sees a fall between two assessments of the same instant in whichever order they come', async () => {
    for (let round = 0; round < 6; round += 1) {
      const records = page(
        { at: NOON, trust: 'NORMAL' },
        { at: NOON, trust: 'LOW', trustPolicy: false, ip: `198.51.100.${round}` },
      );
      const [normal, low] = records;
      if (normal === undefined || low === undefined) throw new Error('there are two');
      const oneWay = await newAccount();
      await commit(oneWay, [normal]);
      await commit(oneWay, [low]);
      const other = await newAccount();
      await commit(other, [low]);
      await commit(other, [normal]);
      expect(await standing(oneWay)).toEqual(await standing(other));
    }
  });

  it('gives the same in any order and any pages, and replaying any part changes nothing', async () => {
    const wish = fc.record({
      user: fc.constantFrom('ada', 'bob'),
      // Few instants, so that equal ones and neighbouring days are common.
      at: fc
        .tuple(fc.integer({ min: -3, max: 1 }), fc.constantFrom(0, 1, 11 * HOUR, 12 * HOUR - 1))
        .map(([day, rest]) => NOON + day * DAY + rest),
      txid: fc.constantFrom('t1', 't2', 't3'),
      result: fc.constantFrom('success' as const, 'denied' as const, 'fraud' as const),
      reason: fc.constantFrom('user_approved', 'no_response', 'locked_out', 'user_marked_fraud'),
      trust: fc.constantFrom('LOW' as const, 'NORMAL' as const, 'NEW' as const, undefined),
      trustPolicy: fc.boolean(),
      detectors: fc.array(
        fc.constantFrom(
          { detector: 'NOVEL_ASN' },
          { detector: 'NOVEL_ASN', suppressed: true as const },
          { detector: 'PUSH_HARASSMENT' },
          { detector: 'BRAND_NEW' },
        ),
        { maxLength: 2 },
      ),
      // Cuts the shuffled list into pages.
      order: fc.integer(),
      cut: fc.boolean(),
      again: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { minLength: 1, maxLength: 14 }), async (wishes) => {
        const records = wishes.map((one, index) => ({
          ...one,
          fetched: fetchedRecord(duoRecord({ ...one, ip: `203.0.113.${index}` })),
        }));
        const together = await newAccount();
        await commit(
          together,
          records.map(({ fetched }) => fetched),
        );
        const apart = await newAccount();
        const shuffled = [...records].sort((a, b) => a.order - b.order);
        let next: FetchedRecord[] = [];
        for (const { fetched, cut } of shuffled) {
          next.push(fetched);
          if (!cut) continue;
          await commit(apart, next);
          next = [];
        }
        await commit(apart, next);
        const outcome = await outcomeOf(apart);
        expect(outcome).toEqual(await outcomeOf(together));
        expect(outcome.evidence.every((row) => row.sha256 !== null)).toBe(true);

        const versions = await versionsOf(apart);
        await commit(
          apart,
          records.filter(({ again }) => again).map(({ fetched }) => fetched),
        );
        expect(await versionsOf(apart)).toEqual(versions);
        expect(await outcomeOf(apart)).toEqual(outcome);
        await expectHeatRecomputed(apart);
      }),
      { numRuns: 15 },
    );
  });

  it('learns the address of a person who first came without one; whose it is already, that is who they are', async () => {
    const account = await newAccount();
    await commit(account, page({ at: NOON, user: 'ada', email: null }));
    await commit(account, page({ at: NOON - HOUR, user: 'ada', email: 'Ada@Example.com' }));
    await commit(account, page({ at: NOON, user: 'bob', email: null }));
    const people = () =>
      house.sql('SELECT username, email, "firstSeenAt" FROM person WHERE "accountId" = $1 ORDER BY 1', [
        account,
      ]);
    expect(await people()).toEqual([
      { username: 'ada', email: 'ada@example.com', firstSeenAt: new Date(NOON - HOUR) },
      { username: 'bob', email: null, firstSeenAt: new Date(NOON) },
    ]);
    await commit(account, page({ at: NOON + 1, user: 'bob', email: 'ada@example.com' }));
    expect(await people()).toEqual([
      { username: 'bob', email: 'ada@example.com', firstSeenAt: new Date(NOON - HOUR) },
    ]);
  });

  async function expectHeatRecomputed(accountId: string): Promise<void> {
    const heats = z
      .array(z.object({ personId: z.string(), heat: z.number().nullable() }))
      .parse(await house.sql('SELECT "personId", heat FROM person_heat WHERE "accountId" = $1', [accountId]));
    const events = await house.runtime.database.inAccount(accountId, (tx) =>
      scoredEventsOf(
        accountId,
        tx,
        heats.map(({ personId }) => personId),
      ),
    );
    for (const { personId, heat } of heats)
      expect(heatOf(events.get(personId) ?? [], DEFAULT_POLICY, 'standard')).toBe(heat);
  }
});
