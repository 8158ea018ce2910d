import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { IntegrationId } from '@/domain/identifiers';
import {
  claimStream,
  keepForTest,
  keepLease,
  LeaseLost,
  releaseStream,
  renewLease,
} from '@/server/data/integrations/stream-lease';
import { ensurePartitions } from '@/server/data/signals/signals';
import { commitPage } from '@/server/services/collection/commit-page';
import { pollStream } from '@/server/services/collection/poll-stream';
import { openRuntime } from '@/server/services/open-runtime';
import { execute } from '@/server/services/operation';
import type { Runtime } from '@/server/services/runtime';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { duoRecord, fetchedPage, fetchedRecord, type RecordWish, signInPage } from '@/tests/setup/duo-record';
import { servedRecords } from '@/tests/setup/expected-events';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const LOG = '/admin/v2/logs/authentication';

describe('who may write to a stream', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let twin: Runtime;
  let integrationId: IntegrationId;
  const enabledAt = Date.now() - 2 * 3_600_000;

  beforeAll(async () => {
    // So many that some of them sign in within two hours of a Saturday night, too.
    simulator = await start(
      ...[
        '--people',
        '300',
        '--history',
        '1d',
        '--lag',
        '0s',
        '--rate-limit',
        'off',
        '--attack-every',
        'off',
      ],
    );
    house = await openCollectingHouse(simulator);
    twin = openRuntime({ environment: house.runtime.environment, process: 'twin', log: house.runtime.log });
    integrationId = await house.connect('Cisco Duo', enabledAt);
    await ensurePartitions(house.runtime.database, [enabledAt, Date.now()]);
  });
  afterAll(async () => {
    await twin.close();
    await house.close();
    await simulator.stop();
  });

  const number = z.object({ n: z.coerce.number() });
  const counted = async (text: string, values: readonly unknown[] = []) =>
    number.parse((await house.sql(text, values))[0]).n;
  const slow = (delayMs: number) => simulator.control('POST /fault', { kind: 'slow', delayMs, path: LOG });

  async function begin(): Promise<{ outcome: Promise<string>; runId: string }> {
    const outcome = house.poll(integrationId);
    const running = async () =>
      house.sql(`SELECT id FROM run WHERE "integrationId" = $1 AND result = 'running'`, [integrationId]);
    await expect.poll(async () => (await running()).length, { timeout: 5_000, interval: 25 }).toBe(1);
    return { outcome, runId: String((await running())[0]?.id) };
  }

  async function pollAsTwin(): Promise<string> {
    await house.sql(`UPDATE stream_due SET "nextRunAt" = now() - interval '1 second'`);
    const input = { accountId: house.accountId, integrationId, stream: 'authentication' };
    return (await execute(pollStream, { actor: house.actor, runtime: twin, input })).outcome;
  }

  const runOf = async (id: string) =>
    (await house.sql('SELECT result, added, fetched, worker FROM run WHERE id = $1', [id]))[0];

  async function everythingIsHereOnce(): Promise<void> {
    const [lane] = await house.sql(
      `SELECT watermark FROM lane WHERE lane = 'live' AND stream = 'authentication'`,
    );
    const { watermark } = z.object({ watermark: z.date() }).parse(lane);
    const served = await servedRecords(simulator, enabledAt, watermark.getTime());
    expect(served.length).toBeGreaterThan(3);
    expect(await counted('SELECT count(*) AS n FROM signal WHERE "occurredAt" <= $1', [watermark])).toBe(
      served.length,
    );
  }

  it('is one worker at a time; the other one is told that it is busy', async () => {
    await slow(700);
    const { outcome } = await begin();
    expect(await pollAsTwin()).toBe('busy');
    expect(await outcome).toBe('done');
    await everythingIsHereOnce();
  });

  it('is not the one that was away too long: its twin finishes, and it writes nothing', async () => {
    await house.sql('DELETE FROM signal; UPDATE lane SET watermark = NULL');
    await slow(1_500);
    const { outcome, runId } = await begin();
    await house.sql(`UPDATE stream SET "leaseUntil" = clock_timestamp() - interval '1 second'`);
    expect(await pollAsTwin()).toBe('done');
    const after = await counted('SELECT count(*) AS n FROM signal');
    expect(await outcome).toBe('cut_off');
    expect(await runOf(runId)).toMatchObject({ result: 'lost', added: 0, fetched: 0 });
    expect(await counted('SELECT count(*) AS n FROM signal')).toBe(after);
    expect(await counted(`SELECT count(*) AS n FROM run WHERE result = 'running'`)).toBe(0);
    const [last] = await house.sql(
      `SELECT result, added, worker FROM run ORDER BY "startedAt" DESC, result LIMIT 1`,
    );
    expect(last).toMatchObject({ result: 'done', added: after, worker: twin.processName });
    expect(await counted('SELECT count(*) AS n FROM stream WHERE "leaseUntil" IS NOT NULL')).toBe(0);
    await everythingIsHereOnce();
  });

  it('goes on after a lease that ran out, where nobody took it', async () => {
    await slow(4_000);
    const { outcome, runId } = await begin();
    await house.sql(`UPDATE stream SET "leaseUntil" = clock_timestamp() - interval '1 second'`);
    expect(await outcome).toBe('done');
    expect(await runOf(runId)).toMatchObject({ result: 'done' });
    await everythingIsHereOnce();
  });

  it('is left to a connection test that waits for it, and to workers again when nobody waits any more', async () => {
    const key = { integrationId, stream: 'authentication' };
    const { accountId } = house;
    const claim = (isTest: boolean) =>
      house.runtime.database.inAccount(accountId, (tx) =>
        claimStream(accountId, tx, key, { owner: 'somebody', leaseMs: 60_000, isTest }),
      );
    const wait = (forMs: number) =>
      house.runtime.database.inAccount(accountId, (tx) => keepForTest(accountId, tx, key, forMs));
    await wait(60_000);
    expect(await claim(false)).toBeNull();
    const test = await claim(true);
    expect(test).not.toBeNull();
    await house.sql('UPDATE stream SET "leaseUntil" = NULL');
    const worker = await claim(false);
    expect(worker).not.toBeNull();
    await wait(1);
    await house.sql('UPDATE stream SET "leaseUntil" = NULL');
    await expect.poll(() => claim(false)).not.toBeNull();
    await house.sql('UPDATE stream SET "leaseUntil" = NULL');
  });

  it('is refused every write under an older number', async () => {
    const key = { integrationId, stream: 'authentication' };
    const { accountId } = house;
    const within = house.runtime.database;
    const claim = (isTest = false) =>
      within.inAccount(accountId, (tx) =>
        claimStream(accountId, tx, key, { owner: 'somebody', leaseMs: 60_000, isTest }),
      );
    const first = await claim();
    expect(await claim()).toBeNull();
    await house.sql(`UPDATE stream SET "leaseUntil" = clock_timestamp() - interval '1 second'`);
    const second = await claim();
    if (first === null || second === null) throw new Error('both were claimed');
    expect(second.fence).toBe(first.fence + 1n);
    const write = (fence: bigint) =>
      within.inAccount(accountId, (tx) => keepLease(accountId, tx, key, fence, { pageAt: 1 }));
    const renew = (fence: bigint) =>
      within.inAccount(accountId, (tx) => renewLease(accountId, tx, key, fence, 60_000));
    await expect(write(first.fence)).rejects.toThrow(LeaseLost);
    await expect(renew(first.fence)).rejects.toThrow(LeaseLost);
    await within.inAccount(accountId, (tx) => releaseStream(accountId, tx, key, first.fence));
    expect(await claim()).toBeNull();
    await renew(second.fence);
    await within.inAccount(accountId, (tx) => releaseStream(accountId, tx, key, second.fence));
    await expect(write(second.fence)).rejects.toThrow(LeaseLost);
    expect(await counted('SELECT count(*) AS n FROM stream WHERE "pageAt" < to_timestamp(1)')).toBe(0);
  });

  it('joins the people of two integrations that write at once by e-mail, without a deadlock', async () => {
    const other = await house.connect('Second', Date.now() - 1_000);
    const commit = (integration: string, wishes: readonly RecordWish[]) =>
      house.runtime.database.inAccount(house.accountId, (tx) =>
        commitPage(
          house.accountId,
          tx,
          signInPage(integration, fetchedPage(wishes.map((wish) => fetchedRecord(duoRecord(wish))))),
        ),
      );
    const rounds = 6;
    const at = Date.now() - 60_000;
    for (let round = 0; round < rounds; round += 1) {
      const people = Array.from({ length: 40 }, (_, index) => index);
      const detectors = [{ detector: 'NOVEL_ASN' }];
      // Half of them are known from the round before, so that old and new are mixed.
      const wishes = (prefix: string, order: readonly number[]): RecordWish[] =>
        order.map((index) => ({
          at: at + index,
          user: `p${round * 20 + index}`,
          userKey: `${prefix}${round * 20 + index}`,
          email: `P${round * 20 + index}@Example.com`,
          detectors,
        }));
      await Promise.all([
        commit(integrationId, wishes('DUA', people)),
        commit(other, wishes('DUB', [...people].reverse())),
      ]);
    }
    const distinct = (rounds - 1) * 20 + 40;
    expect(await counted(`SELECT count(*) AS n FROM person WHERE username ~ '^p\\d'`)).toBe(distinct);
    expect(await counted(`SELECT count(*) AS n FROM person_alias WHERE value ~ '^DU[AB]\\d'`)).toBe(
      2 * distinct,
    );
    const wrong = await house.sql(
      `SELECT p.username FROM person p JOIN identity_event e ON e."personId" = p.id AND e."retractedAt" IS NULL
       WHERE p.username ~ '^p\\d' GROUP BY p.id, p.username, p.events HAVING count(*) <> p.events`,
    );
    expect(wrong).toEqual([]);

    // The same records at once, from two sides and without addresses: each side keeps its own, once, and nobody is
    // joined by name.
    for (let round = 0; round < 8; round += 1) {
      const same = Array.from({ length: 300 }, (_, index): RecordWish => ({
        at: at + index,
        user: `q${index}`,
        email: null,
        txid: randomUUID(),
      }));
      await Promise.all([commit(integrationId, same), commit(other, [...same].reverse())]);
    }
    expect(await counted(`SELECT count(*) AS n FROM signal WHERE username ~ '^q\\d'`)).toBe(4_800);
    expect(await counted(`SELECT count(*) AS n FROM person WHERE username ~ '^q\\d'`)).toBe(600);
  });
});
