import type { Transaction } from './database';

/** The one-time set-up token as it is stored: SHA-256 in hexadecimal, and when it was made (epoch ms). */
export interface SetupToken {
  readonly hash: string;
  readonly at: number;
}

/** The stored set-up token; null when there is none. Waits for another set-up that is under way and holds the row. */
export async function lockSetupToken(tx: Transaction): Promise<SetupToken | null> {
  const rows = await tx.$queryRaw<{ setupTokenHash: string | null; setupTokenAt: Date | null }[]>`
    SELECT "setupTokenHash", "setupTokenAt" FROM "installation" WHERE "id" = 1 FOR UPDATE`;
  const row = rows[0];
  if (row === undefined || row.setupTokenHash === null || row.setupTokenAt === null) return null;
  return { hash: row.setupTokenHash, at: row.setupTokenAt.getTime() };
}

/** Stores the set-up token in place of the one before, or none. */
export async function storeSetupToken(tx: Transaction, token: SetupToken | null): Promise<void> {
  await tx.installation.update({
    where: { id: 1 },
    data: {
      setupTokenHash: token?.hash ?? null,
      setupTokenAt: token === null ? null : new Date(token.at),
    },
  });
}
