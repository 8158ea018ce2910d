import { type Aftermath, aftermathOf, AFTERMATH_MS, type Approval } from '@/domain/campaigns/aftermath';
import type { AftermathView } from '@/domain/views/aftermath';
import { stepsOf, successesFrom } from '@/server/data/campaigns/campaign-signals';
import type { Transaction } from '@/server/data/database';

/** What happened after an approval, as it is shown; null where there was none. */
export function presentAftermath(after: Aftermath | undefined): AftermathView | null {
  if (after === undefined) return null;
  return {
    approvedAt: new Date(after.approvedAt).toISOString(),
    applications: after.applications.map(({ name, firstAt, signIns }) => ({
      name,
      firstAt: new Date(firstAt).toISOString(),
      signIns,
    })),
    steps: after.steps.map(({ eventId, at, what, by }) => ({
      eventId,
      at: new Date(at).toISOString(),
      what,
      by,
    })),
  };
}

/** What happened after one approval of a person, from its network; null is a network that is not known. */
export async function aftermathOfApproval(
  accountId: string,
  tx: Transaction,
  approval: Approval,
  network: string | null,
): Promise<AftermathView | null> {
  const { personId, at } = approval;
  const until = at + AFTERMATH_MS;
  const successes = network === null ? [] : await successesFrom(accountId, tx, network, at, until, personId);
  const [after] = aftermathOf([approval], successes, await stepsOf(accountId, tx, [personId], at, until));
  return presentAftermath(after);
}
