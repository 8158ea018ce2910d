import type { AccountId, MemberId } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { holdAuditLogs } from '@/server/data/audit/audit-log';
import { enterAccount, type Transaction } from '@/server/data/database';
import { accountName, accountNames } from '@/server/data/members/accounts';
import { revokeTokensOf } from '@/server/data/members/api-tokens';
import { membersWith } from '@/server/data/members/members';
import {
  accountsLetInto,
  holdMembers,
  listMemberships,
  revokeSessionsIn,
} from '@/server/data/members/memberships';
import { nameOf } from '@/server/services/actor';
import { type FromPartner, noteAtCustomer } from './note-at-customer';

/** A customer's account that a member of its partner was let into, as it is before the change. */
export interface LetInto {
  readonly id: string;
  readonly name: string;
  /** Somebody can manage its members. */
  readonly managed: boolean;
}

/** What a change of access in the partner's account ended at its customers, and at which. */
interface Followed {
  readonly sessionsEnded: number;
  readonly tokensRevoked: number;
  readonly customers: readonly string[];
}

/** As many as a sentence can name. */
const MOST_NAMED = 5;

/**
 * The accounts of customers that somebody was let into, their members held until the transaction ends. Asked before the
 * change: PostgreSQL carries it over to memberships there, which nobody may hold who waits for these locks.
 */
export async function holdAtCustomers(
  accountId: AccountId,
  tx: Transaction,
  memberId: MemberId,
): Promise<LetInto[]> {
  const held: LetInto[] = [];
  for (const { id, name } of await accountNames(tx, await accountsLetInto(accountId, tx, memberId))) {
    await enterAccount(tx, id);
    await holdMembers(id, tx);
    const [there] = await listMemberships(id, tx, memberId);
    // They may have been taken out there just now.
    if (there?.throughId === accountId) held.push({ id, name, managed: await isManaged(id, tx) });
  }
  await enterAccount(tx, accountId);
  return held;
}

/**
 * What follows at customers from a change of access in the partner's account that was just made: off or taken out, their
 * sessions and tokens there end for good. Both audit logs say so.
 * @throws Refusal conflict where nobody would be left at a customer who can manage its members
 */
export async function followAtCustomers(
  {
    accountId,
    announceIn,
    ...from
  }: FromPartner & {
    readonly accountId: AccountId;
    readonly announceIn: (accountId: string, topic: 'members') => void;
  },
  customers: readonly LetInto[],
  memberId: MemberId,
  change: { readonly action: string; readonly on: boolean; readonly after: object },
): Promise<Followed> {
  const { tx, now, actor } = from;
  if (customers.length === 0) return { sessionsEnded: 0, tokensRevoked: 0, customers: [] };
  const partner = await accountName(accountId, tx);
  await refuseLeavingNobodyAt(tx, customers);
  await holdAuditLogs(tx, [accountId, ...customers.map(({ id }) => id)]);
  const ended = { sessionsEnded: 0, tokensRevoked: 0 };
  for (const { id } of customers) {
    await enterAccount(tx, id);
    const sessionsEnded = change.on ? 0 : await revokeSessionsIn(id, tx, memberId, now);
    const tokensRevoked = change.on
      ? 0
      : await revokeTokensOf(id, tx, memberId, { by: nameOf(actor), at: now });
    ended.sessionsEnded += sessionsEnded;
    ended.tokensRevoked += tokensRevoked;
    await noteAtCustomer(from, id, {
      ...{ action: change.action, entity: 'member', entityId: memberId, before: null },
      after: { ...change.after, partner, sessionsEnded, tokensRevoked },
    });
    announceIn(id, 'members');
  }
  await enterAccount(tx, accountId);
  return { ...ended, customers: customers.map(({ name }) => name) };
}

async function isManaged(accountId: string, tx: Transaction): Promise<boolean> {
  return (await membersWith(accountId, tx, 'members:write')).length > 0;
}

async function refuseLeavingNobodyAt(tx: Transaction, customers: readonly LetInto[]): Promise<void> {
  const left: string[] = [];
  for (const { id, name, managed } of customers) {
    await enterAccount(tx, id);
    if (managed && !(await isManaged(id, tx))) left.push(name);
  }
  if (left.length === 0) return;
  const more = left.length - MOST_NAMED;
  const named = [...left.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])];
  throw Refusal.conflict(
    'id',
    `Nobody would be left who can manage the members of ${new Intl.ListFormat('en-GB').format(named)}. Let somebody else in there first, with a role that allows it.`,
  );
}
