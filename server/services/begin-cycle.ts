import { randomUUID } from 'node:crypto';
import type { ConnectorStream } from '@/domain/connectors/connector-manifest';
import { triggerSchema } from '@/domain/jobs';
import { decideWindow } from '@/domain/polling/window';
import type { ConnectorAdapter, ConnectorCredentials } from '@/server/connectors/connector';
import type { Transaction } from '@/server/data/database';
import { findIntegration, listStreamRows, openCredentials } from '@/server/data/integrations';
import { advanceLane, claimLane, type LaneKey, releaseLane } from '@/server/data/lanes';
import { beginRun } from '@/server/data/runs';
import { postpone, scheduleIn, scheduleOf } from '@/server/data/schedule';
import { pacedStream } from './paced-stream';
import type { Runtime } from './runtime';

/** How long a worker holds a stream without a sign of life; a dead worker's stream is free after it. */
export const LEASE_MS = 6_000;

/** What a cycle needs to know, fixed when the lane is claimed. */
export interface Cycle {
  readonly key: LaneKey;
  readonly manifest: ConnectorStream;
  readonly adapter: ConnectorAdapter;
  readonly connector: string;
  readonly integrationName: string;
  /** Null where the vault key of this worker does not open them. */
  readonly credentials: ConnectorCredentials | null;
  readonly enabledAt: number;
  readonly intervalMs: number;
  readonly failures: number;
  readonly fence: bigint;
  readonly runId: string;
  readonly window: { readonly from: number; readonly to: number };
  readonly cursorBefore: number | null;
  readonly startedAt: number;
  /** PostgreSQL's clock as it goes on from the claim: what is written of time is by it, whatever the worker's says. */
  readonly databaseClock: () => number;
  /** Hashes of the records of this cycle that could not be read. */
  readonly rejected: Set<string>;
  offset: string | null;
  attempts: number;
  pageAt: number | null;
}

/**
 * Claims the lane and freezes the window of a cycle, or goes on with the one that a dead worker left. Says why not,
 * when another worker has it or it is not due.
 */
export async function beginCycle(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  key: LaneKey,
): Promise<Cycle | 'busy' | 'not_due'> {
  const due = { accountId, integrationId: key.integrationId, stream: key.stream };
  const integration = await findIntegration(accountId, tx, key.integrationId);
  const [streamRow] = (await listStreamRows(accountId, tx, key.integrationId)).filter(
    (row) => row.stream === key.stream,
  );
  const adapter = integration === null ? null : runtime.adapterOf(integration.connector);
  const manifest =
    integration === null ? null : pacedStream(runtime.environment, integration.connector, key.stream);
  // The schedule is left alone: what is read here without a lock may be out of date, and the house is kept elsewhere.
  if (integration?.state !== 'enabled' || streamRow === undefined || adapter === null || manifest === null) {
    return 'not_due';
  }
  const schedule = await scheduleOf(tx, due);
  if (schedule === null || schedule.dueInMs > 0) return 'not_due';
  const lane = await claimLane(accountId, tx, key, runtime.processName, LEASE_MS);
  if (lane === null) return 'busy';
  // Whoever held the lane until now may have finished the cycle, or a person paused the integration meanwhile.
  const since = await scheduleOf(tx, due);
  if (since === null || since.dueInMs > 0) {
    await releaseLane(accountId, tx, key, lane.fence);
    return 'not_due';
  }

  const notDue = async (inMs: number): Promise<'not_due'> => {
    await releaseLane(accountId, tx, key, lane.fence);
    await scheduleIn(tx, due, inMs, triggerSchema.parse(schedule.trigger));
    return 'not_due';
  };
  const claimedAt = performance.now();
  const databaseClock = (): number => lane.databaseNow + Math.round(performance.now() - claimedAt);
  // The slower of two clocks: a window must not reach past what the vendor has shown.
  const now = Math.min(lane.databaseNow, runtime.now());
  const sinceCycle = lane.cycleAt === null ? Infinity : lane.databaseNow - lane.cycleAt;
  if (lane.window === null && sinceCycle < manifest.minCycleMs)
    return notDue(manifest.minCycleMs - sinceCycle);
  const decision = decideWindow({
    watermark: lane.watermark,
    enabledAt: streamRow.enabledAt.getTime(),
    ourNow: now,
    vendorClockOffsetMs: lane.clockOffsetMs,
    lagMs: manifest.lagMs,
    marginMs: manifest.marginMs,
    historyLimitMs: manifest.historyLimitMs,
  });
  if (lane.window === null && decision.kind === 'wait') return notDue(decision.until - now);

  const opened = await openCredentials(accountId, tx, runtime.vault, key.integrationId);
  const window =
    lane.window ??
    (decision.kind === 'fetch' ? { from: decision.mintime, to: decision.maxtime } : { from: now, to: now });
  const runId = randomUUID();
  await beginRun(accountId, tx, {
    id: runId,
    ...key,
    trigger: triggerSchema.parse(schedule.trigger),
    worker: runtime.processName,
    startedAt: lane.databaseNow,
    cursorBefore: lane.watermark,
  });
  await advanceLane(accountId, tx, key, lane.fence, {
    window,
    ...(lane.window === null ? { nextOffset: null, cycleAt: lane.databaseNow } : {}),
  });
  await postpone(tx, due, LEASE_MS);
  return {
    key,
    manifest,
    adapter,
    connector: integration.connector,
    integrationName: integration.name,
    credentials: opened.ok ? opened.credentials : null,
    enabledAt: streamRow.enabledAt.getTime(),
    intervalMs: Math.max(streamRow.intervalSeconds * 1_000 * pace(manifest), manifest.minCycleMs),
    failures: streamRow.failures,
    fence: lane.fence,
    runId,
    window,
    cursorBefore: lane.watermark,
    startedAt: lane.databaseNow,
    databaseClock,
    rejected: new Set(),
    offset: lane.window === null ? null : lane.nextOffset,
    attempts: lane.pageAttempts,
    pageAt: lane.pageAt,
  };
}

/** 1 in production: where demo and tests shorten the cycle, intervals and waits shorten with it. */
export function pace(manifest: ConnectorStream): number {
  return Math.min(1, manifest.minCycleMs / 60_000);
}
