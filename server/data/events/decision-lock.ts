import type { Transaction } from '@/server/data/database';

/**
 * Keeps pages from being committed until this transaction ends, and waits for those under way: otherwise an event or a
 * person could be written beside a new decision of a member that neither sees. Taken before anybody is locked.
 */
export async function holdDecisions(accountId: string, tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('decisions:' || ${accountId}, 0))`;
}

/** Keeps decisions from changing until this transaction ends; others may do the same meanwhile. */
export async function shareDecisions(accountId: string, tx: Transaction): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended('decisions:' || ${accountId}, 0))`;
}
