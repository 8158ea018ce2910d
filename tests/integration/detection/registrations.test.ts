import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normaliseActivity } from '@/server/connectors/cisco-duo/normalise-activity';
import { normaliseOfflineEnrollment } from '@/server/connectors/cisco-duo/normalise-offline-enrollment';
import type { ReadRecord } from '@/server/connectors/cisco-duo/record-reading';
import type { FetchedRecord } from '@/server/connectors/connector';
import { isJsonObject, type JsonObject } from '@/server/connectors/json-value';
import { recordKey } from '@/server/connectors/record-identity';
import { ensurePartitions } from '@/server/data/signals/signals';
import { settleNow } from '@/server/services/detection/settle-detection';
import { ABROAD, BOMBED, EVENING, everyday } from '@/tests/setup/attacked-house';
import { duoRecord, fetchedRecord } from '@/tests/setup/duo-record';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';

const INTEGRATION = randomUUID();
const DAY = 86_400_000;
const MINUTE = 60_000;
/** Between BOMBED and the end of the evening. */
const AT = EVENING + 20 * MINUTE;

interface Told {
  readonly stream: string;
  readonly record: FetchedRecord;
}

function told(stream: string, raw: JsonObject, read: (value: JsonObject, now: number) => ReadRecord): Told {
  const text = JSON.stringify(raw);
  const value: unknown = JSON.parse(text);
  if (!isJsonObject(value)) throw new Error('A record is an object.');
  const result = read(value, Date.now());
  if (!result.ok) throw new Error(result.detail);
  return { stream, record: { ...result.meaning, key: recordKey(value), text } };
}
const phone = (at: number): Told =>
  told(
    'activity',
    {
      access_device: { ip: { address: ABROAD.ip ?? '' }, location: { country: 'Nigeria' } },
      action: { name: 'phone_create' },
      activity_id: randomUUID(),
      actor: { key: 'DUADA', name: 'ada', type: 'user' },
      target: { key: 'DP1', name: '+1 555', type: 'phone' },
      ts: new Date(at).toISOString(),
    },
    normaliseActivity,
  );
const computer = (at: number): Told =>
  told(
    'offline_enrollment',
    {
      action: 'o2fa_user_provisioned',
      description: JSON.stringify({ hostname: 'WS-1', factor: 'duo_otp' }),
      object: 'Windows Logon',
      timestamp: Math.floor(at / 1000),
      username: 'ada',
    },
    normaliseOfflineEnrollment,
  );
const signIns = (wishes: Parameters<typeof duoRecord>[0][]): Told[] =>
  wishes.map((wish) => ({ stream: 'authentication', record: fetchedRecord(duoRecord(wish)) }));

describe('registrations in other logs through the running path', () => {
  let house: PeopleHouse;

  beforeAll(async () => {
    house = await openPeopleHouse();
    await ensurePartitions(house.runtime.database, [EVENING - 70 * DAY, EVENING - 40 * DAY, EVENING]);
  });
  afterAll(() => house.close());

  async function commit(account: string, page: readonly Told[], backfill = false): Promise<void> {
    for (const stream of new Set(page.map((one) => one.stream))) {
      const records = page.filter((one) => one.stream === stream).map(({ record }) => record);
      const changes = backfill ? { backfill, enabledAt: Date.now() } : {};
      await house.commit(account, INTEGRATION, records, { stream, ...changes });
    }
  }
  const settle = (account: string) => settleNow(house.runtime, account);
  const standing = (account: string) =>
    house.sql(
      `SELECT p.username, e."occurredAt", e.confidence, e.outcome, e.facts,
         (SELECT count(*)::int FROM jsonb_array_elements(e.sources)) AS sources,
         (SELECT count(*)::int FROM jsonb_array_elements(e.sources) s JOIN evidence v ON v."accountId" = e."accountId"
           AND v."eventId" = e.id AND encode(v."signalKey", 'hex') = s.value->>'signalKey') AS kept
       FROM identity_event e JOIN person p ON p."accountId" = e."accountId" AND p.id = e."personId"
       WHERE e."accountId" = $1 AND e."retractedAt" IS NULL AND e.kind = 'risky_device_registration'`,
      [account],
    );
  const all = [...signIns([...everyday('ada'), ...BOMBED]), phone(AT), computer(AT + MINUTE)];

  it('are one risky registration after an approval that gave in, with the records of both logs', async () => {
    const account = await house.newAccount([INTEGRATION]);
    await commit(account, all);
    await settle(account);
    expect(await standing(account)).toMatchObject([
      {
        ...{
          username: 'ada',
          occurredAt: new Date(AT),
          confidence: 0.8,
          outcome: 'unknown',
          sources: 2,
          kept: 2,
        },
        facts: { measured: { after: 'unfamiliar sign-in' } },
      },
    ]);
  });

  it('are nothing without an attack, nor out of a backfill', async () => {
    const calm = await house.newAccount([INTEGRATION]);
    await commit(calm, [...signIns(everyday('ada')), computer(AT)]);
    await settle(calm);
    expect(await standing(calm)).toEqual([]);
    const old = await house.newAccount([INTEGRATION]);
    await commit(old, signIns([...everyday('ada'), ...BOMBED]));
    await commit(old, [phone(AT), computer(AT)], true);
    await settle(old);
    expect(await standing(old)).toEqual([]);
  });

  it('are the same in whatever order logs and records come', async () => {
    const together = await house.newAccount([INTEGRATION]);
    await commit(together, all);
    await settle(together);
    const expected = await standing(together);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([...all], { minLength: all.length }),
        fc.integer({ min: 8, max: 50 }),
        fc.integer({ min: 0, max: 3 }),
        async (shuffled, size, patience) => {
          const account = await house.newAccount([INTEGRATION]);
          for (let at = 0; at < shuffled.length; at += size) {
            await commit(account, shuffled.slice(at, at + size));
            if ((at / size) % (patience + 1) === 0) await settle(account);
          }
          await settle(account);
          expect(await standing(account)).toEqual(expected);
        },
      ),
      { numRuns: 5 },
    );
  }, 120_000);
});
