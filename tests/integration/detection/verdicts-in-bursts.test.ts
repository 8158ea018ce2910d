import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normaliseTrustMonitor } from '@/server/connectors/cisco-duo/normalise-trust-monitor';
import type { FetchedRecord } from '@/server/connectors/connector';
import { isJsonObject } from '@/server/connectors/json-value';
import { recordKey } from '@/server/connectors/record-identity';
import { ensurePartitions } from '@/server/data/signals/signals';
import { settleNow } from '@/server/services/detection/settle-detection';
import { ABROAD, BOMBED, EVENING, everyday, HOME } from '@/tests/setup/attacked-house';
import { duoRecord, fetchedRecord, type RecordWish } from '@/tests/setup/duo-record';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';

const INTEGRATION = randomUUID();
const DAY = 86_400_000;
const MINUTE = 60_000;

interface Told {
  readonly stream: string;
  readonly record: FetchedRecord;
}

const signIn = (wish: RecordWish): Told => ({
  stream: 'authentication',
  record: fetchedRecord(duoRecord(wish)),
});

/** What Trust Monitor says of a sign-in, an hour after it. */
function surfaced(wish: RecordWish): Told {
  const text = JSON.stringify({
    sekey: `SE${wish.txid ?? ''}`,
    type: 'auth',
    state: 'new',
    surfaced_timestamp: wish.at + 60 * MINUTE,
    surfaced_auth: duoRecord(wish),
    explanations: [{ type: 'PUSH_HARASSMENT', summary: 'Many pushes.' }],
  });
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new Error('A record is an object.');
  const read = normaliseTrustMonitor(value, Date.now());
  if (!read.ok) throw new Error(read.detail);
  return { stream: 'trust_monitor', record: { ...read.meaning, key: recordKey(value), text } };
}

/** Four refused pushes, of which Duo recognises two, and the approval; Trust Monitor speaks of the third push. */
const PUSHES: readonly RecordWish[] = BOMBED.map((push, step) =>
  step === 1 || step === 3 ? { ...push, detectors: [{ detector: 'PUSH_HARASSMENT' }] } : push,
);
const OPINION = surfaced(PUSHES[2] ?? { at: EVENING });
const LEARNT = everyday('ada').map(signIn);
const bomb = (step: number) => `tx:${INTEGRATION}:bomb-${step}`;

describe('a verdict in the middle of a burst', () => {
  let house: PeopleHouse;

  beforeAll(async () => {
    house = await openPeopleHouse();
    await ensurePartitions(house.runtime.database, [EVENING - 70 * DAY, EVENING - 40 * DAY, EVENING]);
  });
  afterAll(() => house.close());

  async function commit(account: string, told: readonly Told[]): Promise<void> {
    for (const stream of new Set(told.map((one) => one.stream))) {
      const records = told.filter((one) => one.stream === stream).map(({ record }) => record);
      await house.commit(account, INTEGRATION, records, { stream, mutable: stream === 'trust_monitor' });
    }
  }
  const settle = (account: string) => settleNow(house.runtime, account);
  /** Each with the places that speak in it, and whether every record it rests on is kept with it. */
  const standing = (account: string) =>
    house.sql(
      `SELECT e.anchor, e.confidence, e.outcome, e."occurredAt", e.facts,
         (SELECT string_agg(s.value->>'place', ' ' ORDER BY s.value->>'place') FROM jsonb_array_elements(e.sources) s)
           AS places,
         (SELECT bool_and(v."signalKey" IS NOT NULL) FROM jsonb_array_elements(e.sources) s LEFT JOIN evidence v
           ON v."accountId" = e."accountId" AND v."eventId" = e.id
           AND encode(v."signalKey", 'hex') = s.value->>'signalKey') AS kept
       FROM identity_event e WHERE e."accountId" = $1 AND e."retractedAt" IS NULL AND e.kind = 'push_harassment'
       ORDER BY e.anchor`,
      [account],
    );

  it('is part of the burst, with its record, and the counters count it once', async () => {
    const account = await house.newAccount([INTEGRATION]);
    await commit(account, [...LEARNT, ...PUSHES.map(signIn), OPINION]);
    expect(await standing(account)).toHaveLength(3);
    await settle(account);
    expect(await standing(account)).toMatchObject([
      {
        anchor: bomb(0),
        confidence: 1,
        places: 'derived derived derived derived rbfs rbfs trust_monitor',
        kept: true,
      },
    ]);
    const counted = await house.sql(
      `SELECT sum(events)::int AS events FROM event_counter WHERE "accountId" = $1 AND kind = 'push_harassment'`,
      [account],
    );
    expect(counted).toEqual([{ events: 1 }]);
  });

  it('stands alone again, with its record, when late records leave no burst; and the reverse', async () => {
    // The laptop was on that network the day before: the source is familiar, and four pushes are no burst.
    const vouched = signIn({
      ...ABROAD,
      ...{ user: 'ada', device: HOME.device ?? '' },
      at: EVENING - DAY,
      txid: 'vouch',
    });
    const early = await house.newAccount([INTEGRATION]);
    await commit(early, [...LEARNT, vouched, ...PUSHES.map(signIn), OPINION]);
    await settle(early);
    const late = await house.newAccount([INTEGRATION]);
    await commit(late, [...LEARNT, ...PUSHES.map(signIn), OPINION]);
    await settle(late);
    expect(await standing(late)).toHaveLength(1);
    await commit(late, [vouched]);
    await settle(late);
    const alone = await standing(late);
    expect(alone).toMatchObject([
      { anchor: bomb(1), places: 'rbfs', kept: true },
      { anchor: bomb(2), places: 'trust_monitor', kept: true },
      { anchor: bomb(3), places: 'rbfs', kept: true },
    ]);
    expect(alone).toEqual(await standing(early));
  });

  it('is the same event whatever comes first', async () => {
    const all = [...LEARNT, ...PUSHES.map(signIn), OPINION];
    const together = await house.newAccount([INTEGRATION]);
    await commit(together, all);
    await settle(together);
    const expected = await standing(together);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...all], { minLength: all.length }),
        fc.integer({ min: 5, max: 40 }),
        fc.integer({ min: 0, max: 3 }),
        async (shuffled, size, patience) => {
          const account = await house.newAccount([INTEGRATION]);
          for (let at = 0; at < shuffled.length; at += size) {
            await commit(account, shuffled.slice(at, at + size));
            if ((at / size) % (patience + 1) === 0) await settle(account);
          }
          await settle(account);
          expect(await standing(account)).toEqual(expected);
          await commit(account, shuffled);
          await settle(account);
          expect(await standing(account)).toEqual(expected);
        },
      ),
      { numRuns: 6 },
    );
  }, 120_000);
});
