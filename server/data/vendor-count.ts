import { z } from 'zod';
import type { Transaction } from './database';

const attemptsSchema = z.object({
  from: z.number(),
  to: z.number(),
  success: z.number().int(),
  failure: z.number().int(),
  fraud: z.number().int(),
  error: z.number().int(),
});
const bodySchema = z.object({ attempts: attemptsSchema.nullable().default(null) });

export interface VendorCount extends z.infer<typeof attemptsSchema> {
  /** When the vendor told it. */
  readonly at: Date;
}

/** The vendor's own count of sign-ins, as it last told one; null where it never did. */
export async function latestVendorCount(
  accountId: string,
  tx: Transaction,
  integrationId: string,
): Promise<VendorCount | null> {
  const rows = await tx.accountFigures.findMany({
    where: { accountId, integrationId },
    orderBy: { at: 'desc' },
    take: 5,
  });
  for (const { at, body } of rows) {
    const parsed = bodySchema.safeParse(body);
    if (parsed.success && parsed.data.attempts !== null) return { at, ...parsed.data.attempts };
  }
  return null;
}
