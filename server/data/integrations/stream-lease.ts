import type { Transaction } from '@/server/data/database';

/** One stream of one integration. A worker that polls it holds its lease, whichever lane it serves. */
export interface StreamKey {
  readonly integrationId: string;
  readonly stream: string;
}

/** What stands at the stream when it is claimed. Instants are epoch milliseconds. */
export interface ClaimedStream {
  /** Every write names it; a write with an older number is refused. */
  readonly fence: bigint;
  /** Start of the newest request to the endpoint, in whatever lane. */
  readonly pageAt: number | null;
  /** The vendor asked to be left alone until then. */
  readonly holdUntil: number | null;
  /** The vendor's clock less ours, from the newest answer. */
  readonly clockOffsetMs: number;
  /** PostgreSQL's clock: leases and schedules live by it, whatever the clocks of the workers say. */
  readonly databaseNow: number;
}

/** Thrown when another worker has taken the stream: nothing of this transaction may stand. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor() {
    super('Another worker has taken over this stream.');
  }
}

/** Who wants a stream, and for how long. A test comes before workers: they have it nearly always, and never for good. */
export interface StreamClaim {
  readonly owner: string;
  readonly leaseMs: number;
  readonly isTest: boolean;
}

/** Takes the stream, unless somebody holds it, or a test waits for it: then null. */
export async function claimStream(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  { owner, leaseMs, isTest }: StreamClaim,
): Promise<ClaimedStream | null> {
  const [row] = await tx.$queryRaw<
    {
      fence: bigint;
      pageAt: Date | null;
      holdUntil: Date | null;
      clockOffsetMs: number;
      databaseNow: Date;
    }[]
  >`
    UPDATE "stream" SET "fence" = "fence" + 1, "leaseOwner" = ${owner}, "leaseLane" = NULL, "testWaitsUntil" = NULL,
      "leaseUntil" = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${key.integrationId}::uuid
      AND "stream" = ${key.stream} AND ("leaseUntil" IS NULL OR "leaseUntil" < clock_timestamp())
      AND (${isTest} OR "testWaitsUntil" IS NULL OR "testWaitsUntil" < clock_timestamp())
    RETURNING "fence", "pageAt", "holdUntil", "clockOffsetMs", clock_timestamp() AS "databaseNow"`;
  if (row === undefined) return null;
  return {
    fence: row.fence,
    pageAt: row.pageAt?.getTime() ?? null,
    holdUntil: row.holdUntil?.getTime() ?? null,
    clockOffsetMs: row.clockOffsetMs,
    databaseNow: row.databaseNow.getTime(),
  };
}

/** Keeps the stream for a test, as soon as whoever holds it lets it go: for so long workers do not take it anew. */
export async function keepForTest(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  forMs: number,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE "stream" SET "testWaitsUntil" = clock_timestamp() + ${forMs} * interval '1 millisecond'
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${key.integrationId}::uuid AND "stream" = ${key.stream}`;
}

/**
 * Holds the stream for another `leaseMs`, also where the lease has run out and nobody has taken it: whoever takes it
 * raises the fence. Throws LeaseLost when it is no longer ours.
 */
export async function renewLease(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  fence: bigint,
  leaseMs: number,
): Promise<void> {
  const held = await tx.$executeRaw`
    UPDATE "stream" SET "leaseUntil" = clock_timestamp() + ${leaseMs} * interval '1 millisecond'
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${key.integrationId}::uuid
      AND "stream" = ${key.stream} AND "fence" = ${fence} AND "leaseUntil" IS NOT NULL`;
  if (held === 0) throw new LeaseLost();
}

/**
 * Makes sure that the stream is still ours, and locks its row until commit, with what a request or an answer adds to
 * it. Every transaction of a poll begins with this. Throws LeaseLost otherwise.
 */
export async function keepLease(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  fence: bigint,
  news: {
    readonly lane?: string;
    readonly pageAt?: number;
    readonly clockOffsetMs?: number;
    readonly holdUntil?: number | null;
  } = {},
): Promise<void> {
  const written = await tx.stream.updateMany({
    where: {
      accountId,
      integrationId: key.integrationId,
      stream: key.stream,
      fence,
      leaseUntil: { not: null },
    },
    data: {
      fence,
      ...(news.lane === undefined ? {} : { leaseLane: news.lane }),
      ...(news.pageAt === undefined ? {} : { pageAt: new Date(news.pageAt) }),
      ...(news.clockOffsetMs === undefined ? {} : { clockOffsetMs: news.clockOffsetMs }),
      ...(news.holdUntil === undefined
        ? {}
        : { holdUntil: news.holdUntil === null ? null : new Date(news.holdUntil) }),
    },
  });
  if (written.count === 0) throw new LeaseLost();
}

/** Lets the stream go, if it is still ours. */
export async function releaseStream(
  accountId: string,
  tx: Transaction,
  key: StreamKey,
  fence: bigint,
): Promise<void> {
  await tx.stream.updateMany({
    where: { accountId, integrationId: key.integrationId, stream: key.stream, fence },
    data: { leaseUntil: null, leaseOwner: null, leaseLane: null },
  });
}

/**
 * Takes streams of an integration (all, or one) from whoever holds them: what that worker writes from here on is
 * refused.
 */
export async function revokeStreams(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  stream?: string,
): Promise<void> {
  await tx.stream.updateMany({
    where: { accountId, integrationId, ...(stream === undefined ? {} : { stream }) },
    data: { fence: { increment: 1 }, leaseUntil: null, leaseOwner: null, leaseLane: null },
  });
}
