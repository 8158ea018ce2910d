import type { Transaction } from '@/server/data/database';

/** Puts on record that a process has opened the credentials of an integration; once an hour is enough. */
export async function noteCredentialUse(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  process: string,
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "credential_use" ("accountId", "integrationId", "process", "firstAt", "lastAt")
    VALUES (${accountId}::uuid, ${integrationId}::uuid, ${process}, now(), now())
    ON CONFLICT ("accountId", "integrationId", "process") DO UPDATE SET "lastAt" = excluded."lastAt"
      WHERE "credential_use"."lastAt" < now() - interval '1 hour'`;
}

/** The processes that opened the credentials of an integration, the newest first. */
export async function listCredentialUses(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  limit: number,
) {
  return tx.credentialUse.findMany({
    where: { accountId, integrationId },
    orderBy: [{ lastAt: 'desc' }, { process: 'asc' }],
    take: limit,
  });
}
