import { randomUUID } from 'node:crypto';
import { findConnector } from '@/domain/connectors/catalogue';
import { triggerSchema } from '@/domain/jobs';
import type { Lane } from '@/domain/polling/lanes';
import type { Transaction } from '@/server/data/database';
import { findIntegration, listStreamRows, openCredentials } from '@/server/data/integrations/integrations';
import { type LaneKey, type LaneRow, listLanes, writeLane } from '@/server/data/integrations/lanes';
import { beginRun, resumeRun } from '@/server/data/integrations/runs';
import { postpone, scheduleOf, scheduleStream } from '@/server/data/integrations/schedule';
import {
  claimStream,
  keepLease,
  releaseStream,
  type StreamKey,
} from '@/server/data/integrations/stream-lease';
import type { Runtime } from '@/server/services/runtime';
import { chooseWork } from './choose-work';
import { type Cycle, LEASE_MS, liveIntervalMs } from './cycle';
import { pacedStream } from './paced-stream';

/**
 * Claims a stream, chooses the lane to serve and freezes the window of its cycle, or goes on with the one that a dead
 * worker left. Says why not, when another worker has the stream or it is not due.
 */
export async function beginCycle(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  key: StreamKey,
): Promise<Cycle | 'busy' | 'not_due'> {
  const due = { accountId, integrationId: key.integrationId, stream: key.stream };
  if (!isDue(await scheduleOf(tx, due))) return 'not_due';
  const held = await claimStream(accountId, tx, key, {
    owner: runtime.processName,
    leaseMs: LEASE_MS,
    isTest: false,
  });
  if (held === null) return 'busy';
  const claimedAt = performance.now();
  // Read behind the claim: whoever held the stream until now may have finished the cycle, or a person has paused the
  // integration meanwhile, or let it begin anew.
  const found = isDue(await scheduleOf(tx, due)) ? await findPolled(accountId, tx, runtime, key) : null;
  if (found === null) {
    // The schedule is left alone: the house is kept elsewhere.
    await releaseStream(accountId, tx, key, held.fence);
    return 'not_due';
  }
  const { integration, adapter, manifest, streamRow, retentionUnknown } = found;

  const lanes = await listLanes(accountId, tx, key);
  const now = Math.min(held.databaseNow, runtime.now());
  const { retentionDays } = integration;
  const stream = { key, manifest, streamRow, lanes, retentionDays, retentionUnknown };
  const chosen = await chooseWork({ accountId, tx, ...stream, held, now });
  if (chosen === null) {
    await scheduleStream(tx, due);
    await releaseStream(accountId, tx, key, held.fence);
    return 'not_due';
  }

  const { lane, window, fresh } = chosen;
  const opened = await openCredentials(accountId, tx, runtime.vault, key.integrationId, runtime.processName);
  const runId = lane.runId ?? randomUUID();
  const laneKey: LaneKey = { ...key, lane: lane.lane };
  if (lane.runId !== null) await resumeRun(accountId, tx, runId);
  else {
    await beginRun(accountId, tx, {
      id: runId,
      ...laneKey,
      trigger: triggerSchema.parse(lane.trigger),
      worker: runtime.processName,
      startedAt: held.databaseNow,
      cursorBefore: lane.watermark,
    });
  }
  await keepLease(accountId, tx, key, held.fence, { lane: lane.lane });
  await writeLane(accountId, tx, laneKey, {
    window,
    runId: null,
    ...(fresh ? { nextOffset: null, cycleAt: held.databaseNow } : {}),
  });
  await postpone(tx, due, LEASE_MS);
  return {
    key: laneKey,
    manifest,
    adapter,
    connector: integration.connector,
    integrationName: integration.name,
    credentials: opened.ok ? opened.credentials : null,
    enabledAt: streamRow.enabledAt.getTime(),
    intervalMs: liveIntervalMs(manifest, streamRow.intervalSeconds),
    errorClass: streamRow.errorClass,
    failures: lane.failures,
    fence: held.fence,
    runId,
    window,
    goal: lane.goal,
    cursorBefore: lane.watermark,
    startedAt: held.databaseNow,
    sweepStartedAt: fresh ? held.databaseNow : (lane.cycleAt ?? held.databaseNow),
    liveDueAt: lane.lane === 'live' ? null : dueAtOf(lanes, 'live'),
    databaseClock: () => held.databaseNow + Math.round(performance.now() - claimedAt),
    rejected: new Set(),
    settled: Promise.resolve(),
    offset: fresh ? null : lane.nextOffset,
    attempts: lane.pageAttempts,
    pageAt: held.pageAt,
  };
}

/** The stream with all that polling needs to know of it; null where it is not to be polled. */
async function findPolled(accountId: string, tx: Transaction, runtime: Runtime, key: StreamKey) {
  const integration = await findIntegration(accountId, tx, key.integrationId);
  const rows = await listStreamRows(accountId, tx, key.integrationId);
  const streamRow = rows.find((row) => row.stream === key.stream);
  if (integration?.state !== 'enabled' || streamRow?.enabled !== true) return null;
  const adapter = runtime.adapterOf(integration.connector);
  const manifest = pacedStream(runtime.environment, integration.connector, key.stream);
  if (adapter?.delivery !== 'polled' || manifest === null) return null;
  const figures = findConnector(integration.connector)?.streams.filter(({ holds }) => holds === 'figures');
  const retentionUnknown = rows.some(
    ({ stream, enabled, lastSuccessAt, errorCode }) =>
      enabled &&
      lastSuccessAt === null &&
      errorCode === null &&
      figures?.some(({ id }) => id === stream) === true,
  );
  return { integration, adapter, manifest, streamRow, retentionUnknown };
}

function isDue(schedule: { readonly dueInMs: number } | null): boolean {
  return schedule !== null && schedule.dueInMs <= 0;
}

function dueAtOf(lanes: readonly LaneRow[], lane: Lane): number | null {
  return lanes.find((row) => row.lane === lane)?.dueAt ?? null;
}
