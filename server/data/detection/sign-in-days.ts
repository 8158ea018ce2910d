import type { Transaction } from '@/server/data/database';
import { AUTHENTICATION } from '@/server/data/signals/authentication-signals';
import { streamNumber } from '@/server/data/signals/signals';

/**
 * How often somebody succeeded on each UTC day, counted from 1970, between two instants (epoch milliseconds): what may
 * become a habit. What stands behind an event that nobody dismissed is left out, and so is what is not known by `to`.
 */
export async function signInDays(
  accountId: string,
  tx: Transaction,
  personId: string,
  { from, to }: { readonly from: number; readonly to: number },
): Promise<Map<number, number>> {
  const rows = await tx.$queryRaw<{ day: number; signIns: number }[]>`
    WITH explained AS (
      SELECT DISTINCT decode(s.value->>'signalKey', 'hex') AS "signalKey"
      FROM "identity_event" e CROSS JOIN LATERAL jsonb_array_elements(e."sources") s
      WHERE e."accountId" = ${accountId}::uuid AND e."personId" = ${personId}::uuid AND e."retractedAt" IS NULL
        AND coalesce(e."disposition", 'confirmed') = 'confirmed'
    )
    SELECT floor(extract(epoch FROM s."occurredAt") / 86400)::int AS day, count(*)::int AS "signIns"
    FROM "signal" s
    WHERE s."accountId" = ${accountId}::uuid AND s."personId" = ${personId}::uuid
      AND s."occurredAt" >= ${new Date(from)} AND s."occurredAt" <= ${new Date(to)}
      AND s."stream" = ${streamNumber(AUTHENTICATION)}::smallint AND s."result" = 'success'
      AND NOT EXISTS (SELECT FROM explained x WHERE x."signalKey" = s."signalKey")
    GROUP BY 1`;
  return new Map(rows.map(({ day, signIns }) => [day, signIns]));
}
