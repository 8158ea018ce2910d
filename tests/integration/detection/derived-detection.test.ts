import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { detectAccount } from '@/domain/detection/derived/detect-account';
import { NO_GEOGRAPHY } from '@/domain/detection/derived/geography';
import { DEFAULT_THRESHOLDS } from '@/domain/detection/derived/thresholds';
import { heatOf } from '@/domain/scoring/heat';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { scoredEventsOf } from '@/server/data/events/identity-events';
import { settleNow, settleSoon } from '@/server/services/detection/settle-detection';
import {
  ABROAD,
  ALL,
  type AttackedHouse,
  BOMBED,
  EVENING,
  everyday,
  HOME,
  INTEGRATION,
  openAttackedHouse,
  PEOPLE,
  PHISHED,
} from '@/tests/setup/attacked-house';
import { duoRecord, fetchedRecord, type RecordWish } from '@/tests/setup/duo-record';

const HOUR = 3_600_000;

describe('what is derived from sign-ins alone', () => {
  let attacked: AttackedHouse;

  beforeAll(async () => {
    attacked = await openAttackedHouse();
  });
  afterAll(() => attacked.close());

  /** Pushes by quarter of an hour, as they were counted page by page. */
  function pushesCounted(accountId: string) {
    return attacked.house.sql(
      `SELECT quarter, pushes, failing, cardinality(names) AS people FROM push_quarter WHERE "accountId" = $1
       ORDER BY quarter`,
      [accountId],
    );
  }

  /** The same from the signals. */
  function pushesStored(accountId: string) {
    return attacked.house.sql(
      `SELECT floor(extract(epoch FROM "occurredAt") / 900)::int AS quarter, count(*)::int AS pushes,
         (count(*) FILTER (WHERE result <> 'success'))::int AS failing,
         count(DISTINCT lower(username))::int AS people
       FROM signal WHERE "accountId" = $1 AND factor IN ('duo_push', 'verified_duo_push') GROUP BY 1 ORDER BY 1`,
      [accountId],
    );
  }

  /** The same by the pure detectors over all records at once. */
  function derivedAtOnce(wishes: readonly RecordWish[]): string[] {
    const signals = wishes.map((wish) => {
      const fetched = fetchedRecord(duoRecord(wish));
      if (fetched.record.kind !== 'authentication') throw new Error('A sign-in is an authentication.');
      const { authentication: record } = fetched.record;
      const signalKey = fetched.key.toString('hex');
      return { personId: record.userName, signalKey, integrationId: INTEGRATION, isHistory: false, record };
    });
    return detectAccount(signals, NO_GEOGRAPHY, DEFAULT_THRESHOLDS)
      .map(({ personId, candidate: { kind, anchor, confidence, outcome, sources } }) =>
        [personId, kind, anchor, confidence, outcome, sources.length].join(' '),
      )
      .sort();
  }

  it('raises push bombing that was given in to, a quiet takeover, and a spray, from Duo Essentials records', async () => {
    const accountId = await attacked.newAccount();
    await attacked.commit(accountId, ALL);
    await settleNow(attacked.house.runtime, accountId);
    const found = await attacked.derivedIn(accountId);
    const bombed = `tx:${INTEGRATION}:bomb`;
    expect(found).toContain(`ada denied_then_approved ${bombed}-4 0.9 got_in 5`);
    expect(found).toContain(`ada push_harassment ${bombed}-0 0.9 refused 4`);
    expect(found).toContain(`bob unfamiliar_sign_in tx:${INTEGRATION}:phish-1 0.8 got_in 1`);
    for (const user of PEOPLE) {
      const outcome = user === 'dan' ? 'got_in' : 'refused';
      expect(found).toContain(`${user} push_spray tx:${INTEGRATION}:spray-${user} 0.9 ${outcome} 1`);
    }
    expect(found).toContain(`dan denied_then_approved tx:${INTEGRATION}:spray-dan 0.9 got_in 1`);
  });

  it('gives in pages what it gives at once, and says it once', async () => {
    const accountId = await attacked.newAccount();
    const ordered = [...ALL].sort((a, b) => a.at - b.at);
    for (let at = 0; at < ordered.length; at += 40) {
      await attacked.commit(accountId, ordered.slice(at, at + 40));
      await settleNow(attacked.house.runtime, accountId);
    }
    expect(await attacked.derivedIn(accountId)).toEqual(derivedAtOnce(ALL));
    await attacked.commit(accountId, ordered);
    await settleNow(attacked.house.runtime, accountId);
    expect(await attacked.derivedIn(accountId)).toEqual(derivedAtOnce(ALL));
  });

  it('gives the same whatever the order in which pages come, and whenever it gets to it', async () => {
    const expected = derivedAtOnce(ALL);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...ALL], { minLength: ALL.length }),
        fc.integer({ min: 30, max: 300 }),
        fc.integer({ min: 0, max: 4 }),
        async (shuffled, size, patience) => {
          const accountId = await attacked.newAccount();
          for (let at = 0; at < shuffled.length; at += size) {
            await attacked.commit(accountId, shuffled.slice(at, at + size));
            if ((at / size) % (patience + 1) === 0) await settleNow(attacked.house.runtime, accountId);
          }
          await settleNow(attacked.house.runtime, accountId);
          expect(await attacked.derivedIn(accountId)).toEqual(expected);
          // Some of it once more: what is counted as it comes is counted once.
          await attacked.commit(accountId, shuffled.slice(0, size));
          expect(await pushesCounted(accountId)).toEqual(await pushesStored(accountId));
        },
      ),
      { numRuns: 6 },
    );
  }, 120_000);

  it('settles beside the pages, one round at a time, and is done when everything that was due then is', async () => {
    const accountId = await attacked.newAccount();
    const { runtime } = attacked.house;
    for (let at = 0; at < ALL.length; at += 60) {
      await attacked.commit(accountId, ALL.slice(at, at + 60));
      void settleSoon(runtime, accountId);
    }
    await settleSoon(runtime, accountId);
    const [running, next, same] = [1, 2, 3].map(() => settleSoon(runtime, accountId));
    expect(next).toBe(same);
    expect(next).not.toBe(running);
    await next;
    expect(
      await attacked.house.sql('SELECT name FROM detection_due WHERE "accountId" = $1', [accountId]),
    ).toEqual([]);
    expect(await attacked.derivedIn(accountId)).toEqual(derivedAtOnce(ALL));
  });

  it('stores the heat that a full recomputation gives', async () => {
    const accountId = await attacked.newAccount();
    await attacked.commit(accountId, ALL);
    await settleNow(attacked.house.runtime, accountId);
    const heats = await attacked.house.sql(
      'SELECT "personId", heat FROM person_heat WHERE "accountId" = $1',
      [accountId],
    );
    const ids = heats.map((row) => String(row['personId']));
    const events = await attacked.house.runtime.database.inAccount(accountId, (tx) =>
      scoredEventsOf(accountId, tx, ids),
    );
    expect(ids).toHaveLength(PEOPLE.length);
    for (const row of heats) {
      expect(row['heat']).toBe(heatOf(events.get(String(row['personId'])) ?? [], DEFAULT_POLICY, 'standard'));
    }
  });

  it('learns from a backfill, and raises nothing from it', async () => {
    const accountId = await attacked.newAccount();
    await attacked.commit(accountId, [...everyday('ada'), ...everyday('bob')], true);
    await attacked.commit(accountId, BOMBED, true);
    await settleNow(attacked.house.runtime, accountId);
    expect(await attacked.derivedIn(accountId)).toEqual([]);
    await attacked.commit(accountId, PHISHED);
    await settleNow(attacked.house.runtime, accountId);
    expect(await attacked.derivedIn(accountId)).toContain(
      `bob unfamiliar_sign_in tx:${INTEGRATION}:phish-1 0.8 got_in 1`,
    );
  });

  it('believes a verdict on a known device less, in whichever order verdict and habits come', async () => {
    const verdict: RecordWish = {
      ...HOME,
      ip: '203.0.113.9',
      place: ['Oslo', 'Norway'],
      user: 'ada',
      at: EVENING + HOUR,
      txid: 'journey',
      detectors: [{ detector: 'NOVEL_ASN' }, { detector: 'TAMPERED_COOKIE' }],
    };
    for (const pages of [
      [everyday('ada'), [verdict]],
      [[verdict], everyday('ada')],
    ]) {
      const accountId = await attacked.newAccount();
      for (const page of pages) {
        await attacked.commit(accountId, page);
        await settleNow(attacked.house.runtime, accountId);
      }
      expect(await attacked.derivedIn(accountId)).toEqual([
        `ada novel_asn tx:${INTEGRATION}:journey 0.5 got_in 1`,
        `ada tampered_cookie tx:${INTEGRATION}:journey 1 got_in 1`,
      ]);
    }
  });

  it('costs a usual sign-in nothing: nobody is looked at again', async () => {
    const accountId = await attacked.newAccount();
    await attacked.commit(accountId, everyday('ada'));
    await settleNow(attacked.house.runtime, accountId);
    expect(
      await attacked.commit(accountId, [{ ...HOME, user: 'ada', at: EVENING + HOUR, txid: 'usual' }]),
    ).toBe(false);
    expect(
      await attacked.commit(accountId, [{ ...ABROAD, user: 'ada', at: EVENING + HOUR, txid: 'unusual' }]),
    ).toBe(true);
  });
});
