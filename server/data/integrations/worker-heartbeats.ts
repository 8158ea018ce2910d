import type { Transaction } from '@/server/data/database';

/** A worker that has not been heard for this long is not running. */
const SILENCE_MS = 15_000;

/** Says that a worker lives; forgets those that have been silent for a day. */
export async function beat(tx: Transaction, workerId: string): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "worker_heartbeat" ("id", "startedAt", "lastSeenAt") VALUES (${workerId}, now(), now())
    ON CONFLICT ("id") DO UPDATE SET "lastSeenAt" = now()`;
  await tx.$executeRaw`DELETE FROM "worker_heartbeat" WHERE "lastSeenAt" < now() - interval '1 day'`;
}

/** Takes a worker that stops in order off the list, so that its absence is said at once. */
export async function endBeat(tx: Transaction, workerId: string): Promise<void> {
  await tx.workerHeartbeat.deleteMany({ where: { id: workerId } });
}

/** Whether any worker runs, and when one was last heard. */
export async function workerPresence(
  tx: Transaction,
): Promise<{ running: boolean; lastSeenAt: string | null }> {
  const [row] = await tx.$queryRaw<{ running: boolean | null; lastSeenAt: Date | null }[]>`
    SELECT max("lastSeenAt") > now() - ${SILENCE_MS} * interval '1 millisecond' AS running,
      max("lastSeenAt") AS "lastSeenAt" FROM "worker_heartbeat"`;
  return { running: row?.running === true, lastSeenAt: row?.lastSeenAt?.toISOString() ?? null };
}
