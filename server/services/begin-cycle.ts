import { randomUUID } from 'node:crypto';
import type { ConnectorStream } from '@/domain/connectors/connector-manifest';
import { isForAPerson } from '@/domain/integration-status';
import { triggerSchema } from '@/domain/jobs';
import { chooseLane, type Lane, nextPiece, rereadWindow } from '@/domain/polling/lanes';
import { decideWindow } from '@/domain/polling/window';
import type { Transaction } from '@/server/data/database';
import { insertGap } from '@/server/data/gaps';
import { findIntegration, listStreamRows, openCredentials } from '@/server/data/integrations';
import { type LaneKey, type LaneRow, listLanes, writeLane } from '@/server/data/lanes';
import { beginRun, resumeRun } from '@/server/data/runs';
import { postpone, scheduleOf, scheduleStream } from '@/server/data/schedule';
import {
  type ClaimedStream,
  claimStream,
  keepLease,
  releaseStream,
  type StreamKey,
} from '@/server/data/stream-lease';
import { type Cycle, LEASE_MS, liveIntervalMs } from './cycle';
import { pacedStream } from './paced-stream';
import type { Runtime } from './runtime';

type Span = { readonly from: number; readonly to: number };
type StreamRow = Awaited<ReturnType<typeof listStreamRows>>[number];

/** What is known of a stream that is due, before its lane is chosen. */
interface Claim {
  readonly accountId: string;
  readonly tx: Transaction;
  readonly runtime: Runtime;
  readonly key: StreamKey;
  readonly manifest: ConnectorStream;
  readonly streamRow: StreamRow;
  readonly lanes: readonly LaneRow[];
  readonly held: ClaimedStream;
  /** The slower of two clocks: a window must not reach past what the vendor has shown. */
  readonly now: number;
}

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
  const held = await claimStream(accountId, tx, key, runtime.processName, LEASE_MS);
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
  const { integration, adapter, manifest, streamRow } = found;

  const lanes = await listLanes(accountId, tx, key);
  const now = Math.min(held.databaseNow, runtime.now());
  const claim: Claim = { accountId, tx, runtime, key, manifest, streamRow, lanes, held, now };
  const chosen = await chooseWork(claim);
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
    offset: fresh ? null : lane.nextOffset,
    attempts: lane.pageAttempts,
    pageAt: held.pageAt,
  };
}

/** The stream with all that polling needs to know of it; null where it is not to be polled. */
async function findPolled(accountId: string, tx: Transaction, runtime: Runtime, key: StreamKey) {
  const integration = await findIntegration(accountId, tx, key.integrationId);
  const [streamRow] = (await listStreamRows(accountId, tx, key.integrationId)).filter(
    (row) => row.stream === key.stream,
  );
  if (integration?.state !== 'enabled' || streamRow?.enabled !== true) return null;
  const adapter = runtime.adapterOf(integration.connector);
  const manifest = pacedStream(runtime.environment, integration.connector, key.stream);
  if (adapter?.delivery !== 'polled' || manifest === null) return null;
  return { integration, adapter, manifest, streamRow };
}

function isDue(schedule: { readonly dueInMs: number } | null): boolean {
  return schedule !== null && schedule.dueInMs <= 0;
}

function dueAtOf(lanes: readonly LaneRow[], lane: Lane): number | null {
  return lanes.find((row) => row.lane === lane)?.dueAt ?? null;
}

interface Work {
  readonly lane: LaneRow;
  readonly window: Span;
  /** The window was frozen now; otherwise it goes on from its offset. */
  readonly fresh: boolean;
}

/** The lane to serve and its window; null where every lane has to wait. Lanes that must wait are told so. */
async function chooseWork(claim: Claim): Promise<Work | null> {
  const { held, streamRow } = claim;
  if (held.holdUntil !== null && held.holdUntil > held.databaseNow) return null;
  const waiting = new Map(claim.lanes.map((lane) => [lane.lane, lane]));
  for (;;) {
    const chosen = chooseLane([...waiting.values()], held.databaseNow, isForAPerson(streamRow.errorClass));
    const lane = chosen === null ? undefined : waiting.get(chosen);
    if (lane === undefined) return null;
    if (lane.window !== null) return { lane, window: lane.window, fresh: false };
    const decided = await decide(claim, lane);
    if ('from' in decided) return { lane, window: decided, fresh: true };
    await writeLane(claim.accountId, claim.tx, { ...claim.key, lane: lane.lane }, decided);
    waiting.delete(lane.lane);
  }
}

/** The window that a lane asks for next; or, where there is nothing to ask for yet, when there will be. */
async function decide(claim: Claim, lane: LaneRow): Promise<Span | { dueAt: number | null }> {
  const { manifest, held, streamRow, lanes } = claim;
  const enabledAt = streamRow.enabledAt.getTime();
  switch (lane.lane) {
    case 'live':
      return decideLive(claim, lane);
    case 'repull':
    case 'backfill': {
      if (lane.goal === null) return { dueAt: null };
      // What the vendor does not show yet would be taken for read: the last minutes before the stream was enabled, say.
      const hiddenMs = lane.goal.to - (claim.now + Math.min(0, held.clockOffsetMs) - manifest.lagMs);
      if (hiddenMs > 0) return { dueAt: held.databaseNow + hiddenMs };
      return nextPiece(lane.goal, lane.watermark) ?? { dueAt: null };
    }
    case 'reread_short':
    case 'reread_long': {
      const reread = manifest.rereads.find((candidate) => candidate.lane === lane.lane);
      if (reread === undefined) return { dueAt: null };
      const live = lanes.find((row) => row.lane === 'live');
      const window = rereadWindow(live?.watermark ?? null, reread.spanMs, enabledAt);
      return window ?? { dueAt: held.databaseNow + reread.everyMs };
    }
  }
}

async function decideLive(claim: Claim, lane: LaneRow): Promise<Span | { dueAt: number }> {
  const { accountId, tx, key, manifest, streamRow, held, now } = claim;
  const sinceCycle = lane.cycleAt === null ? Infinity : held.databaseNow - lane.cycleAt;
  if (sinceCycle < manifest.minCycleMs) return { dueAt: held.databaseNow + manifest.minCycleMs - sinceCycle };
  // A directory and figures are as they are now: there is no stretch of time to ask for.
  if (manifest.holds !== 'records') return { from: held.databaseNow - 1, to: held.databaseNow };
  const integration = await findIntegration(accountId, tx, key.integrationId);
  const kept = integration?.retentionDays ?? null;
  const decision = decideWindow({
    watermark: lane.watermark,
    enabledAt: streamRow.enabledAt.getTime(),
    ourNow: now,
    vendorClockOffsetMs: held.clockOffsetMs,
    lagMs: manifest.lagMs,
    marginMs: manifest.marginMs,
    historyLimitMs: Math.min(manifest.historyLimitMs, kept === null ? Infinity : kept * DAY_MS),
  });
  if (decision.kind === 'wait') return { dueAt: held.databaseNow + decision.until - now };
  if (decision.lost !== null) {
    await insertGap(accountId, tx, key, { ...decision.lost, cause: 'history' }, held.databaseNow);
  }
  return { from: decision.mintime, to: decision.maxtime };
}

const DAY_MS = 86_400_000;
