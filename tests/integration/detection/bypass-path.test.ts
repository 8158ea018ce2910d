import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { normaliseActivity } from '@/server/connectors/cisco-duo/normalise-activity';
import { normaliseAdministrator } from '@/server/connectors/cisco-duo/normalise-administrator';
import type { ReadRecord } from '@/server/connectors/cisco-duo/record-reading';
import type { FetchedRecord } from '@/server/connectors/connector';
import { isJsonObject, type JsonObject } from '@/server/connectors/json-value';
import { recordKey } from '@/server/connectors/record-identity';
import { ensurePartitions } from '@/server/data/signals/signals';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';

const INTEGRATION = randomUUID();
const DAY = 86_400_000;
/** The midnight between two days that are over. */
const MIDNIGHT = Math.floor((Date.now() - 4 * DAY) / DAY) * DAY;

describe('a bypass through the running path', () => {
  let house: PeopleHouse;

  beforeAll(async () => {
    house = await openPeopleHouse();
    await ensurePartitions(house.runtime.database, [MIDNIGHT - DAY, MIDNIGHT]);
  });
  afterAll(() => house.close());

  const read = (
    stream: string,
    raw: JsonObject,
    normalise: (value: JsonObject, now: number) => ReadRecord,
  ): { stream: string; record: FetchedRecord } => {
    const text = JSON.stringify(raw);
    const value: unknown = JSON.parse(text);
    if (!isJsonObject(value)) throw new Error('A record is an object.');
    const result = normalise(value, Date.now());
    if (!result.ok) throw new Error(result.detail);
    return { stream, record: { ...result.meaning, key: recordKey(value), text } };
  };
  const inAdministratorLog = (seconds: number) =>
    read(
      'administrator',
      {
        action: 'user_update',
        description: '{"status": "Bypass"}',
        object: 'ada',
        timestamp: MIDNIGHT / 1000 + seconds,
        username: 'Carol Mendes',
      },
      normaliseAdministrator,
    );
  const inActivityLog = (seconds: number) =>
    read(
      'activity',
      {
        access_device: { ip: { address: '203.0.113.7' }, location: { country: 'Norway' } },
        action: { name: 'user_update' },
        activity_id: randomUUID(),
        actor: { key: 'DECAROL', name: 'Carol Mendes', type: 'admin' },
        target: { details: '{"status": "Bypass"}', key: 'DUADA', name: 'ada', type: 'user' },
        ts: new Date(MIDNIGHT + seconds * 1000 + 250).toISOString(),
      },
      normaliseActivity,
    );
  const commit = (account: string, { stream, record }: ReturnType<typeof read>) =>
    house.commit(account, INTEGRATION, [record], { stream });

  const standing = (account: string) =>
    house.sql(
      `SELECT e.anchor, e."occurredAt", e.facts->>'ip' AS ip, e.facts->>'actor' AS actor,
         (SELECT count(*)::int FROM jsonb_array_elements(e.sources)) AS sources,
         (SELECT count(*)::int FROM jsonb_array_elements(e.sources) s JOIN evidence v ON v."accountId" = e."accountId"
           AND v."eventId" = e.id AND encode(v."signalKey", 'hex') = s.value->>'signalKey') AS evidence
       FROM identity_event e WHERE e."accountId" = $1 AND e."retractedAt" IS NULL ORDER BY 1`,
      [account],
    );
  const day = (offset: number) => `day:${new Date(MIDNIGHT + offset).toISOString().slice(0, 10)}`;

  it('is one event of the day on which the act began, also when the first record comes last', async () => {
    const account = await house.newAccount([INTEGRATION]);
    await commit(account, inActivityLog(30));
    expect(await standing(account)).toMatchObject([{ anchor: day(0), sources: 1 }]);
    await commit(account, inAdministratorLog(-20));
    expect(await standing(account)).toEqual([
      {
        anchor: day(-1),
        occurredAt: new Date(MIDNIGHT - 20_000),
        ...{ ip: '203.0.113.7', actor: 'Carol Mendes', sources: 2, evidence: 2 },
      },
    ]);
    const counted = await house.sql(
      'SELECT sum(events)::int AS events FROM event_counter WHERE "accountId" = $1',
      [account],
    );
    expect(counted).toEqual([{ events: 1 }]);
  });

  it('gives the same in whatever order its records come', async () => {
    const wish = fc.record({ seconds: fc.integer({ min: -200, max: 200 }), log: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(wish, { minLength: 1, maxLength: 5 }), async (wishes) => {
        const records = wishes.map(({ seconds, log }) =>
          log ? inAdministratorLog(seconds) : inActivityLog(seconds),
        );
        const one = await house.newAccount([INTEGRATION]);
        for (const record of records) await commit(one, record);
        const other = await house.newAccount([INTEGRATION]);
        for (const record of [...records].reverse()) await commit(other, record);
        const outcome = await standing(one);
        expect(await standing(other)).toEqual(outcome);
        expect(outcome.every(({ sources, evidence }) => sources === evidence)).toBe(true);
      }),
      { numRuns: 12 },
    );
  });
});
