import type { AccountId, MemberId } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { holdAuditLogs } from '@/server/data/audit/audit-log';
import { enterAccount, type Transaction } from '@/server/data/database';
import { accountName, accountNames } from '@/server/data/members/accounts';
import { revokeTokensOf } from '@/server/data/members/api-tokens';
import {
  accountsLetInto,
  holdMembers,
  listMemberships,
  revokeSessionsAcross,
} from '@/server/data/members/memberships';
import { nameOf } from '@/server/services/actor';
import { isLost, type Management, managementOf } from './management';
import { type FromPartner, noteAtCustomer } from './note-at-customer';

/** A customer's account that a member of its partner was let into, as it is before the change. */
export interface LetInto {
  readonly id: string;
  readonly name: string;
  readonly management: Management;
}

interface Ended {
  readonly sessionsEnded: number;
  readonly tokensRevoked: number;
}

/** What a change of access ended in the account itself, and at its customers. */
interface Followed {
  readonly here: Ended;
  readonly atCustomers: Ended & { readonly customers: readonly string[] };
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
    if (there?.throughId === accountId) held.push({ id, name, management: await managementOf(id, tx) });
  }
  await enterAccount(tx, accountId);
  return held;
}

/**
 * What follows, here and at customers, from a change of access that was just made: off or taken out, their sessions and
 * tokens end for good. Both audit logs say so; they are taken last, as by everything that ends a session or a token.
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
  await refuseLeavingNobodyAt(tx, customers);
  const accounts = [accountId, ...customers.map(({ id }) => id)];
  const sessions = change.on ? null : await revokeSessionsAcross(tx, accounts, memberId, now);
  const ended = new Map<string, Ended>();
  for (const id of accounts) {
    await enterAccount(tx, id);
    const by = { by: nameOf(actor), at: now };
    const tokensRevoked = change.on ? 0 : await revokeTokensOf(id, tx, memberId, by);
    ended.set(id, { sessionsEnded: sessions?.get(id) ?? 0, tokensRevoked });
  }
  await enterAccount(tx, accountId);
  const endedAt = (id: string): Ended => ended.get(id) ?? { sessionsEnded: 0, tokensRevoked: 0 };
  const partner = await accountName(accountId, tx);
  if (customers.length > 0) await holdAuditLogs(tx, accounts);
  for (const { id } of customers) {
    await enterAccount(tx, id);
    await noteAtCustomer(from, id, {
      ...{ action: change.action, entity: 'member', entityId: memberId, before: null },
      after: { ...change.after, partner, ...endedAt(id) },
    });
    announceIn(id, 'members');
  }
  await enterAccount(tx, accountId);
  const total = (count: keyof Ended) => customers.reduce((sum, { id }) => sum + endedAt(id)[count], 0);
  return {
    here: endedAt(accountId),
    atCustomers: {
      customers: customers.map(({ name }) => name),
      ...{ sessionsEnded: total('sessionsEnded'), tokensRevoked: total('tokensRevoked') },
    },
  };
}

async function refuseLeavingNobodyAt(tx: Transaction, customers: readonly LetInto[]): Promise<void> {
  const left: string[] = [];
  for (const { id, name, management } of customers) {
    await enterAccount(tx, id);
    if (isLost(management, await managementOf(id, tx))) left.push(name);
  }
  if (left.length === 0) return;
  const more = left.length - MOST_NAMED;
  const named = [...left.slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more`] : [])];
  throw Refusal.conflict(
    'id',
    `Nobody would be left who can manage the members of ${new Intl.ListFormat('en-GB').format(named)}. Let somebody else in there first, with a role that allows all that a Partner Administrator may.`,
  );
}
