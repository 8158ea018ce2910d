import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MOST_SIGN_INS } from '@/domain/detection/derived/look-bound';
import type { AccountId } from '@/domain/identifiers';
import { ensurePartitions, insertSignals, packRecords } from '@/server/data/signals/signals';
import { settleNow } from '@/server/services/detection/settle-detection';
import { getCoverage } from '@/server/services/integrations/get-coverage';
import { tryRecord } from '@/server/services/integrations/try-record';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import {
  ABROAD,
  type AttackedHouse,
  BOMBED,
  EVENING,
  everyday,
  HOME,
  INTEGRATION,
  openAttackedHouse,
  PHISHED,
} from '@/tests/setup/attacked-house';
import { duoRecord, fetchedRecord, type RecordWish } from '@/tests/setup/duo-record';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Less than the product gives its workers: --max-old-space-size in scripts/worker-command.mjs. */
const HEAP_MB = 160;

describe('a look that would be too much for a worker', () => {
  let attacked: AttackedHouse;

  beforeAll(async () => {
    attacked = await openAttackedHouse();
  });
  afterAll(() => attacked.close());

  async function dueIn(accountId: AccountId): Promise<{ name: string; attempts: number }[]> {
    const rows = await attacked.house.sql(
      `SELECT coalesce(p.username, d.name) AS name, d.attempts FROM detection_due d
       LEFT JOIN person p ON p."accountId" = d."accountId" AND p.id::text = d.name
       WHERE d."accountId" = $1 AND d.subject = 'person' ORDER BY 1`,
      [accountId],
    );
    return rows.map(({ name, attempts }) => ({ name: String(name), attempts: Number(attempts) }));
  }

  /** As if everything that was tried had been tried longer ago. */
  async function passTime(accountId: AccountId, minutes: number): Promise<void> {
    await attacked.house.sql(
      `UPDATE detection_due SET "triedAt" = "triedAt" - make_interval(mins => $2) WHERE "accountId" = $1`,
      [accountId, minutes],
    );
  }

  /** Sign-ins of a program, evenly over days, beside those that pages brought of it. */
  async function store(accountId: AccountId, user: string, days: number, count: number): Promise<void> {
    const { runtime } = attacked.house;
    const [person] = await attacked.house.sql(
      `UPDATE person SET "firstSeenAt" = $3 WHERE "accountId" = $1 AND username = $2 RETURNING id`,
      [accountId, user, new Date(EVENING - days * DAY)],
    );
    const [from, step] = [EVENING - days * DAY, Math.floor((days * DAY) / count)];
    await ensurePartitions(runtime.database, [from, from + 31 * DAY, EVENING]);
    const key = { integrationId: INTEGRATION, stream: 'authentication' };
    for (let at = 0; at < count; at += 5_000) {
      const records = Array.from({ length: Math.min(5_000, count - at) }, (_, index) =>
        fetchedRecord(
          duoRecord({ ...HOME, user, at: from + (at + index) * step, txid: `${user}-${at + index}` }),
        ),
      );
      const packed = await packRecords(
        key.stream,
        records.map(({ text }) => text),
      );
      const signals = records.flatMap((record, index) => {
        const one = packed[index];
        return one === undefined
          ? []
          : [{ ...record.columns, ...{ key: record.key, occurredAt: record.occurredAt, packed: one } }];
      });
      await runtime.database.inAccount(accountId, (tx) =>
        insertSignals(
          accountId,
          tx,
          key,
          EVENING,
          signals.map((signal) => ({ ...signal, personId: String(person?.['id']) })),
          { mutable: false, backfill: false },
        ),
      );
    }
  }

  it('reads of somebody with 60,000 sign-ins as much as fits, goes on after a kill, and finds what is there', async () => {
    const accountId = await attacked.newAccount();
    const { house } = attacked;
    const first: RecordWish = { ...HOME, user: 'program', at: EVENING - HOUR, txid: 'first' };
    await attacked.commit(accountId, [first]);
    await store(accountId, 'program', 60, 60_000);
    await attacked.commit(accountId, [{ ...ABROAD, user: 'program', at: EVENING, txid: 'taken-over' }]);
    expect(await dueIn(accountId)).toEqual([{ name: 'program', attempts: 0 }]);

    const killed = house.worker(`--max-old-space-size=${HEAP_MB}`);
    await expect
      .poll(async () => (await dueIn(accountId))[0]?.attempts, { timeout: 20_000, interval: 5 })
      .toBe(1);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(await dueIn(accountId)).toEqual([{ name: 'program', attempts: 1 }]);

    await passTime(accountId, 2);
    const worker = house.worker(`--max-old-space-size=${HEAP_MB}`);
    await expect.poll(() => dueIn(accountId), { timeout: 40_000, interval: 200 }).toEqual([]);
    expect(worker.exitCode ?? worker.signalCode).toBeNull();
    worker.kill('SIGTERM');
    await once(worker, 'exit');
    expect((await attacked.derivedIn(accountId)).filter((one) => one.includes('unfamiliar'))).toEqual([
      `program unfamiliar_sign_in tx:${INTEGRATION}:taken-over 0.8 got_in 1`,
    ]);
    const [kept] = await house.sql(
      'SELECT count(DISTINCT "signalKey")::int AS records FROM evidence WHERE "accountId" = $1',
      [accountId],
    );
    expect(kept).toEqual({ records: 1 });

    const record = JSON.stringify(
      duoRecord({ ...ABROAD, user: 'program', at: EVENING + HOUR, txid: 'tried' }),
    );
    const actor = { kind: 'system', name: 'test', accountId } as const;
    const tried = await execute(tryRecord, { actor, runtime: house.runtime, input: { record } });
    expect(tried.remarks.join(' ')).toContain(`the newest ${MOST_SIGN_INS.toLocaleString('en')} sign-ins`);

    // The profile says so too, and nothing of the kind of somebody with few.
    const learningOf = async (username: string) => {
      const [person] = await house.sql('SELECT id FROM person WHERE "accountId" = $1 AND username = $2', [
        accountId,
        username,
      ]);
      const input = { id: String(person?.id) };
      return (await execute(getProfile, { actor, runtime: house.runtime, input })).learning;
    };
    expect((await learningOf('program'))?.cut).toContain(
      `the newest ${MOST_SIGN_INS.toLocaleString('en')} sign-ins`,
    );
    await attacked.commit(accountId, everyday('cleo'));
    expect((await learningOf('cleo'))?.cut).toBeNull();
  }, 120_000);

  it('sets somebody aside whose look fails each time, says so, and goes on with everybody else', async () => {
    const accountId = await attacked.newAccount();
    const { runtime, log } = attacked.house;
    const sql: typeof attacked.house.sql = (text, values) => attacked.house.sql(text, values);
    const settle = () => settleNow(runtime, accountId);
    await attacked.commit(accountId, [...everyday('ada'), ...everyday('bob'), ...everyday('abe')]);
    await settle();
    await attacked.commit(accountId, [...BOMBED, ...PHISHED, { ...ABROAD, user: 'abe', at: EVENING }]);
    await sql(
      `UPDATE signal SET raw = '\\x00' WHERE "accountId" = $1 AND "personId" IN
         (SELECT id FROM person WHERE "accountId" = $1 AND username = 'abe') AND txid = 'abe-1-9'`,
      [accountId],
    );
    await settle();
    const everybody = ['abe', 'ada', 'bob'];
    expect(await dueIn(accountId)).toEqual(everybody.map((name) => ({ name, attempts: 1 })));

    // It may still be under way elsewhere; later each is looked at alone.
    await settle();
    expect(await dueIn(accountId)).toHaveLength(3);
    for (let round = 0; round < 3; round += 1) {
      await passTime(accountId, 2);
      await settle();
    }
    expect(await dueIn(accountId)).toEqual([{ name: 'abe', attempts: 3 }]);
    const found = await attacked.derivedIn(accountId);
    expect(found.some((one) => one.startsWith('ada denied_then_approved'))).toBe(true);
    expect(found.some((one) => one.startsWith('bob unfamiliar_sign_in'))).toBe(true);
    expect(log.filter((line) => line.includes('it is set aside for a day'))).toHaveLength(1);

    await passTime(accountId, 2);
    const again: RecordWish = { ...ABROAD, user: 'abe', at: EVENING + HOUR, txid: 'again' };
    await attacked.commit(accountId, [again]);
    await settle();
    expect(await dueIn(accountId)).toEqual([{ name: 'abe', attempts: 3 }]);
    const actor = { kind: 'system', name: 'test', accountId } as const;
    await sql('UPDATE stream SET "lastSuccessAt" = now() WHERE "accountId" = $1', [accountId]);
    const coverage = await execute(getCoverage, { actor, runtime, input: { id: INTEGRATION } });
    expect(coverage.kinds.find(({ kind }) => kind === 'unfamiliar_sign_in')?.why).toContain(
      '1 person or network is set aside',
    );

    // What ends a look is gone a day later.
    await sql(`DELETE FROM signal WHERE "accountId" = $1 AND txid = 'abe-1-9'`, [accountId]);
    await passTime(accountId, 25 * 60);
    await settle();
    expect(await dueIn(accountId)).toEqual([]);
    expect((await attacked.derivedIn(accountId)).some((one) => one.startsWith('abe '))).toBe(true);
  }, 60_000);
});
