import type { Transaction } from './database';

/** One lane of one stream: its frozen window, its place in it, and who may write. Instants are epoch ms. */
export interface LaneKey {
  readonly integrationId: string;
  readonly stream: string;
  readonly lane: string;
}

export interface ClaimedLane {
  /** Every write names it; a write with an older number is refused. */
  readonly fence: bigint;
  readonly watermark: number | null;
  readonly window: { readonly from: number; readonly to: number } | null;
  readonly nextOffset: string | null;
  /** Deaths or failures at this page so far. */
  readonly pageAttempts: number;
  /** Start of the newest cycle, and of the newest request. */
  readonly cycleAt: number | null;
  readonly pageAt: number | null;
  /** The vendor's clock less ours, from the newest answer. */
  readonly clockOffsetMs: number;
  /** PostgreSQL's clock: leases and schedules live by it, whatever the clocks of the workers say. */
  readonly databaseNow: number;
}

/** Thrown when another worker has taken the lane: nothing of this transaction may stand. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor() {
    super('Another worker has taken over this stream.');
  }
}

interface ClaimRow {
  fence: bigint;
  watermark: Date | null;
  windowFrom: Date | null;
  windowTo: Date | null;
  nextOffset: string | null;
  pageAttempts: number;
  cycleAt: Date | null;
  pageAt: Date | null;
  clockOffsetMs: number;
  databaseNow: Date;
}

/** Takes the lane for `leaseMs`, unless somebody holds it: then null. */
export async function claimLane(
  accountId: string,
  tx: Transaction,
  key: LaneKey,
  owner: string,
  leaseMs: number,
): Promise<ClaimedLane | null> {
  const rows = await tx.$queryRaw<ClaimRow[]>`
    UPDATE "lane" SET "fence" = "fence" + 1, "leaseOwner" = ${owner},
      "leaseUntil" = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${key.integrationId}::uuid
      AND "stream" = ${key.stream} AND "lane" = ${key.lane}
      AND ("leaseUntil" IS NULL OR "leaseUntil" < clock_timestamp())
    RETURNING "fence", "watermark", "windowFrom", "windowTo", "nextOffset", "pageAttempts", "cycleAt", "pageAt",
      "clockOffsetMs", clock_timestamp() AS "databaseNow"`;
  const row = rows[0];
  if (row === undefined) return null;
  return {
    fence: row.fence,
    watermark: row.watermark?.getTime() ?? null,
    window:
      row.windowFrom === null || row.windowTo === null
        ? null
        : { from: row.windowFrom.getTime(), to: row.windowTo.getTime() },
    nextOffset: row.nextOffset,
    pageAttempts: row.pageAttempts,
    cycleAt: row.cycleAt?.getTime() ?? null,
    pageAt: row.pageAt?.getTime() ?? null,
    clockOffsetMs: row.clockOffsetMs,
    databaseNow: row.databaseNow.getTime(),
  };
}

/**
 * Holds the lane for another `leaseMs`, also where the lease has run out and nobody has taken it: whoever takes it
 * raises the fence. Throws LeaseLost when it is no longer ours.
 */
export async function renewLease(
  accountId: string,
  tx: Transaction,
  key: LaneKey,
  fence: bigint,
  leaseMs: number,
): Promise<void> {
  const held = await tx.$executeRaw`
    UPDATE "lane" SET "leaseUntil" = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${key.integrationId}::uuid
      AND "stream" = ${key.stream} AND "lane" = ${key.lane} AND "fence" = ${fence}
      AND "leaseUntil" IS NOT NULL`;
  if (held === 0) throw new LeaseLost();
}

export interface LaneProgress {
  readonly watermark?: number;
  readonly window?: { readonly from: number; readonly to: number } | null;
  readonly nextOffset?: string | null;
  readonly pageAttempts?: number;
  readonly cycleAt?: number;
  readonly pageAt?: number;
  readonly clockOffsetMs?: number;
}

/** Writes the lane's place, if it is still ours; locks its row until commit. Throws LeaseLost otherwise. */
export async function advanceLane(
  accountId: string,
  tx: Transaction,
  key: LaneKey,
  fence: bigint,
  progress: LaneProgress,
): Promise<void> {
  const { window } = progress;
  const written = await tx.lane.updateMany({
    where: { accountId, ...key, fence, leaseUntil: { not: null } },
    data: {
      ...(progress.watermark === undefined ? {} : { watermark: new Date(progress.watermark) }),
      ...(window === undefined
        ? {}
        : {
            windowFrom: window === null ? null : new Date(window.from),
            windowTo: window === null ? null : new Date(window.to),
          }),
      ...(progress.nextOffset === undefined ? {} : { nextOffset: progress.nextOffset }),
      ...(progress.pageAttempts === undefined ? {} : { pageAttempts: progress.pageAttempts }),
      ...(progress.cycleAt === undefined ? {} : { cycleAt: new Date(progress.cycleAt) }),
      ...(progress.pageAt === undefined ? {} : { pageAt: new Date(progress.pageAt) }),
      ...(progress.clockOffsetMs === undefined ? {} : { clockOffsetMs: progress.clockOffsetMs }),
    },
  });
  if (written.count === 0) throw new LeaseLost();
}

/** Takes every lane of an integration from whoever holds it: what that worker writes from here on is refused. */
export async function revokeLanes(accountId: string, tx: Transaction, integrationId: string): Promise<void> {
  await tx.lane.updateMany({
    where: { accountId, integrationId },
    data: { fence: { increment: 1 }, leaseUntil: null, leaseOwner: null },
  });
}

/** Lets the lane go, if it is still ours. */
export async function releaseLane(
  accountId: string,
  tx: Transaction,
  key: LaneKey,
  fence: bigint,
): Promise<void> {
  await tx.lane.updateMany({
    where: { accountId, ...key, fence },
    data: { leaseUntil: null, leaseOwner: null },
  });
}
