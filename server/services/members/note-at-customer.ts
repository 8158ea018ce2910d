import { type AuditEntry, appendAuditEntry } from '@/server/data/audit/audit-log';
import type { Transaction } from '@/server/data/database';
import { type Actor, isOfMember } from '@/server/services/actor';
import type { Runtime } from '@/server/services/runtime';

/** Who does something from the partner's account, and in which transaction. */
export interface FromPartner {
  readonly runtime: Runtime;
  readonly tx: Transaction;
  readonly now: number;
  readonly actor: Actor;
}

/** What was done from the partner's account stands in the customer's log too. The transaction has entered it. */
export async function noteAtCustomer(
  { runtime, tx, now, actor }: FromPartner,
  accountId: string,
  entry: Pick<AuditEntry, 'action' | 'entity' | 'entityId' | 'before' | 'after'>,
): Promise<void> {
  if (actor.kind === 'anonymous') return;
  await appendAuditEntry(accountId, tx, runtime.auditKey, {
    ...{ at: now, actorKind: actor.kind, actorName: actor.name, ...entry },
    actorId: actor.kind === 'token' ? actor.tokenId : actor.kind === 'member' ? actor.memberId : null,
    address: isOfMember(actor) ? actor.address : null,
  });
}
