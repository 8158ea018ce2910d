import type { Transaction } from '@/server/data/database';
import { markHumanRiskDue } from '@/server/data/scoring/human-risk-due';

/**
 * What the human risk score of people rests on becomes that of whom they turned out to be: factors, and what other
 * systems said. Of two statements for one category and day the worse one stays. Their own scores go with them, and the
 * survivors are reckoned anew.
 */
export async function mergePosture(
  accountId: string,
  tx: Transaction,
  pairs: readonly { readonly from: string; readonly to: string }[],
): Promise<void> {
  const text = JSON.stringify(pairs);
  await tx.$executeRaw`
    INSERT INTO "person_factor" AS f ("accountId", "personId", "integrationId", "factor", "lastDay")
    SELECT o."accountId", m."to", o."integrationId", o."factor", max(o."lastDay")
    FROM jsonb_to_recordset(${text}::jsonb) AS m("from" uuid, "to" uuid)
    JOIN "person_factor" o ON o."accountId" = ${accountId}::uuid AND o."personId" = m."from"
    GROUP BY 1, 2, 3, 4
    ON CONFLICT ("accountId", "personId", "integrationId", "factor")
      DO UPDATE SET "lastDay" = greatest(f."lastDay", excluded."lastDay")`;
  await tx.$executeRaw`
    INSERT INTO "risk_evidence" AS e ("accountId", "personId", "category", "day", "value", "note", "importedAt")
    SELECT DISTINCT ON (m."to", o."category", o."day")
      o."accountId", m."to", o."category", o."day", o."value", o."note", o."importedAt"
    FROM jsonb_to_recordset(${text}::jsonb) AS m("from" uuid, "to" uuid)
    JOIN "risk_evidence" o ON o."accountId" = ${accountId}::uuid AND o."personId" = m."from"
    ORDER BY m."to", o."category", o."day", o."value" DESC, o."note"
    ON CONFLICT ("accountId", "personId", "category", "day")
      DO UPDATE SET "value" = excluded."value", "note" = excluded."note", "importedAt" = excluded."importedAt"
      WHERE e."value" < excluded."value"`;
  await markHumanRiskDue(
    accountId,
    tx,
    pairs.map(({ to }) => to),
    { factors: true },
  );
}
