import type { Transaction } from '@/server/data/database';
import { holdIntegrations } from './integrations';

/**
 * Keeps the integrations of an account, their names and their streams as they are until the transaction ends, and waits for
 * pages and deliveries under way. These take the rows in this order, and only then share decisions: it comes before
 * `holdDecisions`. What is written meanwhile that refers to an integration waits for nothing.
 */
export async function holdCollection(accountId: string, tx: Transaction): Promise<void> {
  // Whoever gives an integration another name holds its row first, and the names after it.
  await tx.$executeRaw`
    SELECT FROM "integration" WHERE "accountId" = ${accountId}::uuid ORDER BY "id" FOR NO KEY UPDATE`;
  await holdIntegrations(accountId, tx);
  await tx.$executeRaw`
    SELECT FROM "stream" WHERE "accountId" = ${accountId}::uuid
    ORDER BY "integrationId", "stream" FOR NO KEY UPDATE`;
}
