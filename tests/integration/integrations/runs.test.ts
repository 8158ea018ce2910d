import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { accountIdSchema, type IntegrationId } from '@/domain/identifiers';
import { runViewSchema } from '@/domain/views/run';
import { addRunLine, beginRun, endRun } from '@/server/data/integrations/runs';
import type { Actor } from '@/server/services/actor';
import { Download } from '@/server/services/download';
import { exportRuns } from '@/server/services/integrations/export-runs';
import { getFeedCharts } from '@/server/services/integrations/get-feed-charts';
import { getRun } from '@/server/services/integrations/get-run';
import { listRuns } from '@/server/services/integrations/list-runs';
import { execute } from '@/server/services/operation';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const MINUTE = 60_000;

describe('the runs of an integration', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let id: IntegrationId;
  const now = Date.now();

  const read = async (input: object = {}) => {
    const { actor, runtime } = house;
    return execute(listRuns, { actor, runtime, input: { id, ...input } });
  };
  const textOf = async (input: object) => {
    const { actor, runtime } = house;
    const file = await execute(exportRuns, { actor, runtime, input: { id, ...input } });
    const pieces: Uint8Array[] = [];
    for await (const piece of file.pieces) pieces.push(piece);
    return { file, text: Buffer.concat(pieces).toString('utf8') };
  };
  const add = async (
    minutesAgo: number,
    changes: { stream?: string; lane?: string; fails?: string } = {},
  ) => {
    const runId = randomUUID();
    const startedAt = now - minutesAgo * MINUTE;
    const { accountId } = house;
    await house.runtime.database.inAccount(accountId, async (tx) => {
      await beginRun(accountId, tx, {
        id: runId,
        integrationId: id,
        stream: changes.stream ?? 'authentication',
        lane: changes.lane ?? 'live',
        trigger: 'schedule',
        worker: 'test',
        startedAt,
        cursorBefore: startedAt - 3 * MINUTE,
      });
      await endRun(accountId, tx, runId, {
        at: startedAt + 1_000,
        result: changes.fails === undefined ? 'done' : 'failed',
        cursorAfter: changes.fails === undefined ? startedAt - 2 * MINUTE : null,
        ...(changes.fails === undefined
          ? {}
          : { errorCode: changes.fails, errorMessage: '=HYPERLINK("http://example.com")' }),
      });
    });
    return runId;
  };

  beforeAll(async () => {
    simulator = await start('--people', '2', '--rate-limit', 'off', '--attack-every', 'off');
    house = await openCollectingHouse(simulator);
    id = await house.connect('Cisco Duo', now - 60 * MINUTE);
    for (let minutes = 60; minutes > 2; minutes -= 1) await add(minutes);
    await add(30.5, { stream: 'activity' });
    await add(20.5, { lane: 'reread_short' });
    await add(10.5, { fails: 'duo_42901' });
    await add(9.5, { fails: 'refused' });
    await add(5 * 24 * 60);
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  it('come page by page, each once, newest first', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await read(cursor === undefined ? {} : { cursor });
      seen.push(...page.runs.map((run) => run.startedAt));
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(63);
    expect(seen).toEqual([...seen].sort().reverse());
  });

  it.each([
    { filter: { stream: 'activity' }, found: 1 },
    { filter: { lane: 'reread_short' }, found: 1 },
    { filter: { result: 'failed' }, found: 2 },
    { filter: { errors: '1' }, found: 2 },
    { filter: { errors: '1', stream: 'activity' }, found: 0 },
    { filter: { to: new Date(now - 4 * 24 * 60 * MINUTE).toISOString() }, found: 1 },
    { filter: { from: new Date(now - 12 * MINUTE).toISOString(), range: '24h' }, found: 12 },
  ])('are narrowed by $filter', async ({ filter, found }) => {
    expect((await read(filter)).runs).toHaveLength(found);
  });

  it('refuse a range that ends before it begins, and name the field', async () => {
    const upsideDown = { from: '2026-02-01T00:00:00Z', to: '2026-01-01T00:00:00Z' };
    await expect(read(upsideDown)).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ field: 'to' }],
    });
  });

  it('are exported whole as CSV, which no spreadsheet runs, and as JSON', async () => {
    const { file, text } = await textOf({ format: 'csv' });
    expect(file).toBeInstanceOf(Download);
    expect(file.fileName).toMatch(/^runs-cisco-duo-[\d-]+\.csv$/);
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 63);
    expect(lines.filter((line) => line.includes('HYPERLINK'))).toHaveLength(2);
    for (const line of lines) expect(line).not.toMatch(/(^|,)"?=/);
    const all = runViewSchema.array().parse(JSON.parse((await textOf({ format: 'json' })).text));
    expect(all).toHaveLength(63);
    const failed = await textOf({ format: 'json', result: 'failed' });
    expect(z.array(z.object({ errorCode: z.string() })).parse(JSON.parse(failed.text))).toMatchObject([
      { errorCode: 'refused' },
      { errorCode: 'duo_42901' },
    ]);
    expect((await textOf({ format: 'json', stream: 'none' })).text).toBe('[]\n');
  });

  it('open to what they said, at most fifty lines, the first ten kept', async () => {
    const runId = await add(1, { fails: 'duo_42901' });
    const { accountId, actor, runtime } = house;
    await runtime.database.inAccount(accountId, async (tx) => {
      for (let line = 0; line < 60; line += 1)
        await addRunLine(accountId, tx, runId, {
          at: now + line,
          level: 'info',
          message: `line\u0000\n${line}`,
        });
    });
    const run = await execute(getRun, { actor, runtime, input: { id, run: runId } });
    expect(run.log).toHaveLength(50);
    expect(run.log[0]?.message).toBe('line 0');
    expect(run.log[9]?.message).toBe('line 9');
    expect(run.log[10]?.message).toBe('line 20');
    expect(run.log.at(-1)?.message).toBe('line 59');
    expect(run.remedy).toMatch(/^[A-Z].+\.$/);
  });

  it('of another account do not exist', async () => {
    const [first] = (await read()).runs;
    const stranger: Actor = { kind: 'system', name: 'test', accountId: accountIdSchema.parse(randomUUID()) };
    const { runtime } = house;
    const asStranger = { actor: stranger, runtime };
    const input = { id, run: first?.id };
    await expect(execute(listRuns, { ...asStranger, input: { id } })).rejects.toThrow(/does not exist/);
    await expect(execute(getRun, { ...asStranger, input })).rejects.toThrow(/does not exist/);
    const mine = await house.sql(`SELECT "entityId" FROM audit_entry WHERE "action" = 'export-runs'`);
    expect(new Set(mine.map(({ entityId }) => entityId))).toEqual(new Set([id]));
    await expect(execute(exportRuns, { ...asStranger, input: { id } })).rejects.toThrow(/does not exist/);
    await expect(execute(getFeedCharts, { ...asStranger, input: { id } })).rejects.toThrow(/does not exist/);
  });

  it('are told in bars by how they fared with the vendor, where nothing ran stays without a lag', async () => {
    const { actor, runtime } = house;
    const charts = await execute(getFeedCharts, {
      actor,
      runtime,
      input: { id, range: '24h', stream: 'authentication' },
    });
    const sum = (outcome: 'answered' | 'rate_limited' | 'network') =>
      charts.buckets.reduce((total, bucket) => total + bucket.outcomes[outcome], 0);
    expect(charts.buckets).toHaveLength(96);
    expect([sum('answered'), sum('network')]).toEqual([59, 1]);
    expect(sum('rate_limited')).toBe(2);
    expect(charts.buckets[0]?.lagMs).toBeNull();
    const lags = charts.buckets.map(({ lagMs }) => lagMs).filter((lag) => lag !== null);
    for (const lag of lags) expect(lag).toBe(2 * MINUTE + 1_000);
    expect(charts.newestRuns).toHaveLength(60);
    expect(charts.newestRuns.at(-1)?.startedAt).toBe(new Date(now - MINUTE).toISOString());
  });
});
