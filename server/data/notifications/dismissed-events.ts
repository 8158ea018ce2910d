import { isDismissal } from '@/domain/dispositions/disposition';
import type { Transaction } from '@/server/data/database';
import { verdictSchema } from '@/server/data/events/dispositions';

/** Of these identity events those that stand and are dismissed. */
export async function dismissedAmong(
  accountId: string,
  tx: Transaction,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const rows = await tx.identityEvent.findMany({
    where: { accountId, id: { in: [...ids] }, retractedAt: null, disposition: { not: null } },
    select: { id: true, disposition: true },
  });
  return new Set(
    rows
      .filter(({ disposition }) => isDismissal(verdictSchema.nullable().parse(disposition)))
      .map(({ id }) => id),
  );
}
