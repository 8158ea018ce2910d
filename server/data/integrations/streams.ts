import type { Transaction } from '@/server/data/database';
import { streamName } from '@/server/data/signals/signals';
import { insertLanes, type NewLane } from './lanes';
import { revokeStreams, type StreamKey } from './stream-lease';

/** Streams of an integration: all, one, or one lane of one. */
export interface StreamsOf {
  readonly integrationId: string;
  readonly stream?: string;
  readonly lane?: string;
}

/**
 * Takes streams from whoever polls them, and ends their runs with the reason; cursors stay. Their rows are locked until
 * commit, so that nobody takes them up meanwhile. Where a lane is named, a stream that is read in another one goes on.
 */
export async function interruptStreams(
  accountId: string,
  tx: Transaction,
  { integrationId, stream, lane }: StreamsOf,
  at: number,
  reason: string,
): Promise<void> {
  const held = await lockStreams(accountId, tx, integrationId, stream);
  for (const row of held) {
    if (lane !== undefined && row.leaseLane !== lane) continue;
    await revokeStreams(accountId, tx, integrationId, row.stream);
    if (row.alive && row.leaseLane !== null)
      await uncountAttempt(accountId, tx, { integrationId, stream: row.stream, lane: row.leaseLane });
  }
  const of = {
    accountId,
    integrationId,
    ...(stream === undefined ? {} : { stream }),
    ...(lane === undefined ? {} : { lane }),
  };
  await tx.lane.updateMany({ where: of, data: { runId: null } });
  await tx.run.updateMany({
    where: { ...of, result: 'running' },
    data: { result: 'lost', finishedAt: new Date(at), errorMessage: reason },
  });
}

async function lockStreams(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  stream: string | undefined,
): Promise<{ stream: string; leaseLane: string | null; alive: boolean }[]> {
  return tx.$queryRaw<{ stream: string; leaseLane: string | null; alive: boolean }[]>`
    SELECT "stream", "leaseLane", coalesce("leaseUntil" > clock_timestamp(), false) AS alive FROM "stream"
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
      AND (${stream ?? null}::text IS NULL OR "stream" = ${stream ?? null})
    ORDER BY "stream" FOR NO KEY UPDATE`;
}

/** The worker at this page did not die of it: a page that was interrupted thrice must not be put away unread. */
async function uncountAttempt(
  accountId: string,
  tx: Transaction,
  { integrationId, stream, lane }: Required<StreamsOf>,
): Promise<void> {
  await tx.lane.updateMany({
    where: { accountId, integrationId, stream, lane, pageAttempts: { gt: 0 } },
    data: { pageAttempts: { decrement: 1 } },
  });
}

/**
 * Lets a stream begin anew at `at` (epoch milliseconds): nothing from before is asked for, and what went wrong before is
 * forgotten. A backfill under way keeps its place, because it only asks for what is older.
 */
export async function restartStream(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  lanes: readonly NewLane[],
  at: number,
): Promise<void> {
  const of = { accountId, integrationId: key.integrationId, stream: key.stream };
  const live = await tx.lane.findFirst({ where: { ...of, lane: 'live' }, select: { cycleAt: true } });
  await tx.lane.deleteMany({ where: { ...of, lane: { not: 'backfill' } } });
  const kept = await tx.lane.count({ where: of });
  await insertLanes(
    accountId,
    tx,
    key,
    lanes.filter(({ lane }) => lane !== 'backfill' || kept === 0),
  );
  // The vendor's pace is kept whatever is decided here.
  if (live?.cycleAt) {
    await tx.lane.updateMany({ where: { ...of, lane: 'live' }, data: { cycleAt: live.cycleAt } });
  }
  await tx.stream.updateMany({
    where: of,
    data: {
      enabledAt: new Date(at),
      completeUntil: null,
      failures: 0,
      retryAt: null,
      errorCode: null,
      errorClass: null,
      errorDetail: null,
      errorFirstSeenAt: null,
      errorLastSeenAt: null,
      errorCount: 0,
    },
  });
}

/** Writes a stream's switch or interval. */
export async function updateStream(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  changes: { readonly enabled?: boolean; readonly intervalSeconds?: number },
): Promise<void> {
  await tx.stream.updateMany({
    where: { accountId, integrationId: key.integrationId, stream: key.stream },
    data: changes,
  });
}

/** What each stream of an integration brought or holds. */
export interface StreamCounts {
  /** Signals of the window. */
  readonly signals24h: ReadonlyMap<string, number>;
  /** People that its directory holds now; null where it has read none. */
  readonly directoryUsers: number | null;
}

/** Counts by stream, of signals in the 24 hours of a window (epoch milliseconds, half open, whole quarters of an hour). */
export async function countByStream(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<StreamCounts> {
  const rows = await tx.$queryRaw<{ stream: number; signals: bigint }[]>`
    SELECT "stream", sum("signals") AS signals FROM "signal_counter"
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid AND "bucket" >= ${new Date(from)}
      AND "bucket" < ${new Date(to)} GROUP BY "stream"`;
  const users = await tx.directoryObject.count({
    where: { accountId, integrationId, part: 'users', goneAt: null },
  });
  return {
    signals24h: new Map(rows.map((row) => [streamName(row.stream), Number(row.signals)])),
    directoryUsers: users === 0 ? null : users,
  };
}
