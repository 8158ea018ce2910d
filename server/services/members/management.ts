import { Refusal } from '@/domain/refusal';
import { handsOn } from '@/domain/roles';
import type { Transaction } from '@/server/data/database';
import { rolesInUse } from '@/server/data/members/roles';

/**
 * Who can manage the members of an account: somebody who can hand it on, somebody who can do no more than part of that, or
 * nobody. A custom role that manages members may have nothing else that it could give.
 */
export type Management = 'whole' | 'part' | 'none';

const RANK: Readonly<Record<Management, number>> = { none: 0, part: 1, whole: 2 };

/** How the members of an account are managed at this moment. */
export async function managementOf(accountId: string, tx: Transaction): Promise<Management> {
  const roles = await rolesInUse(accountId, tx);
  if (roles.some(({ permissions }) => handsOn(permissions))) return 'whole';
  return roles.some(({ permissions }) => permissions.includes('members:write')) ? 'part' : 'none';
}

/** Whether an account is managed worse after a change than before it: it would be left to nobody, or to who can give nothing. */
export function isLost(before: Management, after: Management): boolean {
  return RANK[after] < RANK[before];
}

/**
 * @throws Refusal conflict where the change that was just made leaves nobody who can hand the account on. One that was no better
 *   off before can still be changed.
 */
export async function refuseLeavingNobody(
  accountId: string,
  tx: Transaction,
  before: Management,
): Promise<void> {
  if (!isLost(before, await managementOf(accountId, tx))) return;
  throw Refusal.conflict(
    'id',
    'Nobody would be left who can hand this account on: somebody who manages members and may do all that a Partner Administrator may. Give somebody else such a role first, as Super Administrator is.',
  );
}
