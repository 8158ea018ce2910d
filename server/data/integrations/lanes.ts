import { isLane, type Lane } from '@/domain/polling/lanes';
import type { Transaction } from '@/server/data/database';
import type { StreamKey } from './stream-lease';

/** One lane of one stream: its frozen window and its place in it. Instants are epoch milliseconds. */
export interface LaneRow extends StreamKey {
  readonly lane: Lane;
  /** Everything up to here has been committed. */
  readonly watermark: number | null;
  readonly window: { readonly from: number; readonly to: number } | null;
  readonly nextOffset: string | null;
  /** Deaths or failures at this page so far. */
  readonly pageAttempts: number;
  /** Failures in a row. */
  readonly failures: number;
  /** Start of the newest cycle. */
  readonly cycleAt: number | null;
  /** When it is to be served next; null when it has nothing to do. */
  readonly dueAt: number | null;
  readonly trigger: string;
  /** What a re-pull or a backfill is to read in all. */
  readonly goal: { readonly from: number; readonly to: number } | null;
  /** The run that was interrupted in order and goes on. */
  readonly runId: string | null;
}

/** A lane of a stream, by its name. */
export interface LaneKey extends StreamKey {
  readonly lane: Lane;
}

/** The lanes of one stream, of one integration, or of all. */
export async function listLanes(
  accountId: string,
  tx: Transaction,
  of: { readonly integrationId?: string; readonly stream?: string } = {},
): Promise<LaneRow[]> {
  const rows = await tx.lane.findMany({ where: { accountId, ...of } });
  return rows.flatMap((row) =>
    isLane(row.lane)
      ? [
          {
            integrationId: row.integrationId,
            stream: row.stream,
            lane: row.lane,
            watermark: row.watermark?.getTime() ?? null,
            window: spanOf(row.windowFrom, row.windowTo),
            nextOffset: row.nextOffset,
            pageAttempts: row.pageAttempts,
            failures: row.failures,
            cycleAt: row.cycleAt?.getTime() ?? null,
            dueAt: row.dueAt?.getTime() ?? null,
            trigger: row.trigger,
            goal: spanOf(row.goalFrom, row.goalTo),
            runId: row.runId,
          },
        ]
      : [],
  );
}

function spanOf(from: Date | null, to: Date | null): { from: number; to: number } | null {
  return from === null || to === null ? null : { from: from.getTime(), to: to.getTime() };
}

export interface LaneProgress {
  readonly watermark?: number | null;
  readonly window?: { readonly from: number; readonly to: number } | null;
  readonly nextOffset?: string | null;
  readonly pageAttempts?: number;
  readonly failures?: number;
  readonly cycleAt?: number;
  readonly dueAt?: number | null;
  readonly trigger?: string;
  readonly goal?: { readonly from: number; readonly to: number } | null;
  readonly runId?: string | null;
}

/** Writes a lane's place. The caller holds the stream, or has taken it from whoever did. */
export async function writeLane(
  accountId: string,
  tx: Transaction,
  key: LaneKey,
  progress: LaneProgress,
): Promise<void> {
  const { window, goal, watermark, cycleAt, dueAt, ...rest } = progress;
  await tx.lane.update({
    where: {
      accountId_integrationId_stream_lane: {
        accountId,
        integrationId: key.integrationId,
        stream: key.stream,
        lane: key.lane,
      },
    },
    data: {
      ...rest,
      ...(watermark === undefined ? {} : { watermark: instant(watermark) }),
      ...(cycleAt === undefined ? {} : { cycleAt: new Date(cycleAt) }),
      ...(dueAt === undefined ? {} : { dueAt: instant(dueAt) }),
      ...(window === undefined
        ? {}
        : { windowFrom: instant(window?.from ?? null), windowTo: instant(window?.to ?? null) }),
      ...(goal === undefined
        ? {}
        : { goalFrom: instant(goal?.from ?? null), goalTo: instant(goal?.to ?? null) }),
    },
  });
}

/** Lets the attempts at the page of a lane be `most` at most. */
export async function limitAttempts(
  accountId: string,
  tx: Transaction,
  { integrationId, stream, lane }: LaneKey,
  most: number,
): Promise<void> {
  await tx.lane.updateMany({
    where: { accountId, integrationId, stream, lane, pageAttempts: { gt: most } },
    data: { pageAttempts: most },
  });
}

function instant(at: number | null): Date | null {
  return at === null ? null : new Date(at);
}

/** A lane as it begins: `dueAt` null for one that waits to be asked for something. */
export interface NewLane {
  readonly lane: Lane;
  readonly dueAt: number | null;
  readonly goal?: { readonly from: number; readonly to: number };
}

/** Makes the lanes of a stream. */
export async function insertLanes(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  lanes: readonly NewLane[],
): Promise<void> {
  await tx.lane.createMany({
    data: lanes.map(({ lane, dueAt, goal }) => ({
      accountId,
      integrationId: key.integrationId,
      stream: key.stream,
      lane,
      dueAt: instant(dueAt),
      goalFrom: instant(goal?.from ?? null),
      goalTo: instant(goal?.to ?? null),
    })),
  });
}

/**
 * Gives a lane that works towards a goal (re-pull, backfill) a new one, from its beginning; due at once. What it was
 * doing before is forgotten; what that had committed stands.
 */
export async function setLaneGoal(
  accountId: string,
  tx: Transaction,
  key: LaneKey,
  goal: { readonly from: number; readonly to: number },
  at: number,
): Promise<void> {
  await writeLane(accountId, tx, key, {
    goal,
    watermark: null,
    window: null,
    nextOffset: null,
    pageAttempts: 0,
    failures: 0,
    runId: null,
    dueAt: at,
    trigger: 'manual',
  });
}

/** When the live lane of a stream is due, as it stands now. */
export async function liveDueAt(accountId: string, tx: Transaction, key: StreamKey): Promise<number | null> {
  const row = await tx.lane.findUnique({
    where: {
      accountId_integrationId_stream_lane: {
        accountId,
        integrationId: key.integrationId,
        stream: key.stream,
        lane: 'live',
      },
    },
    select: { dueAt: true },
  });
  return row?.dueAt?.getTime() ?? null;
}
