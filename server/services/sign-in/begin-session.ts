import { randomUUID } from 'node:crypto';
import type { AccountId } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { SESSION_ABSOLUTE_MS } from '@/domain/session-lifetime';
import { appendAuditEntry } from '@/server/data/audit/audit-log';
import { enterAccount, type Transaction } from '@/server/data/database';
import { accountsOfMember, type MemberCredentials } from '@/server/data/members/members';
import { deleteSessionsBefore, insertSession } from '@/server/data/members/sessions';
import { deleteAttemptsBefore } from '@/server/data/members/sign-in-attempts';
import type { Runtime } from '@/server/services/runtime';
import type { CodeKind } from './check-code';
import { KEEP_FAILURES_MS, KNOWN_MS } from './throttle-attempts';

const KEEP_SESSIONS_MS = 30 * 86_400_000;

/** Where somebody signs in from, and when. */
export interface SignInPlace {
  readonly runtime: Pick<Runtime, 'auditKey'>;
  readonly address: string | null;
  readonly userAgent: string;
  readonly now: number;
  /**
   * Where the provider of one account vouches for somebody: the session stays there, and counts as a proof only where that
   * provider may decide of everything of theirs, as of when it asked them who they are.
   */
  readonly bound?: { readonly accountId: AccountId; readonly provenAt: number | null };
}

/** What somebody signed in by, as the audit log says it. */
type SignInWay =
  'password' | `password and ${CodeKind}` | 'passkey' | 'password and passkey' | 'single sign-on';

/** @throws Refusal forbidden for somebody whose access is switched off in the whole installation */
export function refuseDisabled(member: Pick<MemberCredentials, 'disabled'>): void {
  if (member.disabled)
    throw new Refusal('forbidden', 'Your access is switched off. Ask an administrator of your account.');
}

/**
 * Begins the session of somebody who has proved who they are, in the account they have belonged to the longest, with an
 * entry in its audit log that says by what. Returns its id.
 * @throws Refusal forbidden for somebody who belongs to no account
 */
export async function beginSession(
  tx: Transaction,
  member: MemberCredentials,
  by: SignInWay,
  { runtime, address, userAgent, now, bound }: SignInPlace,
): Promise<string> {
  const id = randomUUID();
  const accounts = await accountsOfMember(tx, member.id);
  const accountId = bound === undefined ? accounts[0] : accounts.find((one) => one === bound.accountId);
  if (accountId === undefined)
    throw new Refusal('forbidden', 'You belong to no account any more. Ask an administrator to add you.');
  await enterAccount(tx, accountId);
  await insertSession(tx, {
    ...{ id, memberId: member.id, accountId, sessionVersion: member.sessionVersion },
    ...{ address, userAgent, at: now, expiresAt: now + SESSION_ABSOLUTE_MS },
    ...{ boundToAccount: bound !== undefined, provenAt: bound === undefined ? now : bound.provenAt },
    provenBy: bound !== undefined ? 'provider' : by === 'password' ? 'password' : 'everything',
  });
  await appendAuditEntry(accountId, tx, runtime.auditKey, {
    at: now,
    actorKind: 'member',
    actorId: member.id,
    actorName: member.name,
    action: 'sign-in',
    entity: 'session',
    entityId: null,
    before: null,
    after: { by },
    address,
  });
  await deleteAttemptsBefore(tx, { failures: now - KEEP_FAILURES_MS, successes: now - KNOWN_MS });
  await deleteSessionsBefore(tx, now - KEEP_SESSIONS_MS);
  return id;
}
