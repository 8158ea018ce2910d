import type { ConnectorStream } from '@/domain/connectors/connector-manifest';
import { isForAPerson } from '@/domain/integration-status';
import { chooseLane, cutStretch, nextPiece, rereadWindow } from '@/domain/polling/lanes';
import { keptFor } from '@/domain/polling/readable-window';
import { decideWindow } from '@/domain/polling/window';
import type { Transaction } from '@/server/data/database';
import { insertGap } from '@/server/data/integrations/gaps';
import type { listStreamRows } from '@/server/data/integrations/integrations';
import { type LaneRow, writeLane } from '@/server/data/integrations/lanes';
import type { ClaimedStream, StreamKey } from '@/server/data/integrations/stream-lease';

/** A re-pull is cut to what can be read when it is asked for; what it loses while it waits so long is not said. */
const REPULL_WAIT_MS = 60 * 60_000;

type Span = { readonly from: number; readonly to: number };
type StreamRow = Awaited<ReturnType<typeof listStreamRows>>[number];

/** What is known of a stream that is due, before its lane is chosen. */
export interface Claim {
  readonly accountId: string;
  readonly tx: Transaction;
  readonly key: StreamKey;
  readonly manifest: ConnectorStream;
  readonly streamRow: StreamRow;
  readonly lanes: readonly LaneRow[];
  readonly held: ClaimedStream;
  /** Days that this account of the vendor keeps records, where that is known. */
  readonly retentionDays: number | null;
  /** They are about to be known: the stream that tells has not come to an end yet, good or bad. */
  readonly retentionUnknown: boolean;
  /** The slower of two clocks: a window must not reach past what the vendor has shown. */
  readonly now: number;
}

interface Work {
  readonly lane: LaneRow;
  readonly window: Span;
  /** The window was frozen now; otherwise it goes on from its offset. */
  readonly fresh: boolean;
}

/** The lane to serve and its window; null where every lane has to wait. Lanes that must wait are told so. */
export async function chooseWork(claim: Claim): Promise<Work | null> {
  const { held, streamRow } = claim;
  if (held.holdUntil !== null && held.holdUntil > held.databaseNow) return null;
  const waiting = new Map(claim.lanes.map((lane) => [lane.lane, lane]));
  for (;;) {
    const chosen = chooseLane([...waiting.values()], held.databaseNow, isForAPerson(streamRow.errorClass));
    const due = chosen === null ? undefined : waiting.get(chosen);
    if (due === undefined) return null;
    const lane = await cutToKept(claim, due);
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
      if (lane.lane === 'backfill' && claim.retentionUnknown)
        return { dueAt: held.databaseNow + manifest.minCycleMs };
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

/**
 * A stretch that was planned when the vendor still kept its beginning, or that reaches further back than it ever does:
 * what can no longer be read is entered in the ledger of gaps, and the rest is what is read. A window that has been
 * begun goes on, because its offset is further on than its beginning.
 */
async function cutToKept(claim: Claim, lane: LaneRow): Promise<LaneRow> {
  const { accountId, tx, key, manifest, held, now } = claim;
  if (lane.goal === null || (lane.window !== null && lane.nextOffset !== null)) return lane;
  const kept = keptFor(manifest.historyLimitMs, claim.retentionDays);
  const waitMs = lane.lane === 'repull' ? REPULL_WAIT_MS : 0;
  const oldestKept = Math.ceil(now + held.clockOffsetMs - kept - waitMs);
  const { rest, lost } = cutStretch(lane.goal, lane.watermark, oldestKept);
  if (lost === null) return lane;
  await insertGap(accountId, tx, key, { ...lost, cause: 'history' }, held.databaseNow);
  const cut = { goal: rest, window: null, nextOffset: null };
  await writeLane(accountId, tx, { ...key, lane: lane.lane }, cut);
  return { ...lane, ...cut };
}

async function decideLive(claim: Claim, lane: LaneRow): Promise<Span | { dueAt: number }> {
  const { accountId, tx, key, manifest, streamRow, held, now } = claim;
  const sinceCycle = lane.cycleAt === null ? Infinity : held.databaseNow - lane.cycleAt;
  if (sinceCycle < manifest.minCycleMs) return { dueAt: held.databaseNow + manifest.minCycleMs - sinceCycle };
  // A directory and figures are as they are now: there is no stretch of time to ask for.
  if (manifest.holds !== 'records') return { from: held.databaseNow - 1, to: held.databaseNow };
  const decision = decideWindow({
    watermark: lane.watermark,
    enabledAt: streamRow.enabledAt.getTime(),
    ourNow: now,
    vendorClockOffsetMs: held.clockOffsetMs,
    lagMs: manifest.lagMs,
    marginMs: manifest.marginMs,
    historyLimitMs: keptFor(manifest.historyLimitMs, claim.retentionDays),
  });
  if (decision.kind === 'wait') return { dueAt: held.databaseNow + decision.until - now };
  if (decision.lost !== null) {
    await insertGap(accountId, tx, key, { ...decision.lost, cause: 'history' }, held.databaseNow);
  }
  return { from: decision.mintime, to: decision.maxtime };
}
