import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { recoveryCodesSchema } from '@/domain/views/your-sign-in';
import type { Transaction } from '@/server/data/database';
import { secondFactorFrom } from '@/server/data/members/account-sign-in';
import { findMember } from '@/server/data/members/members';
import {
  findSecondFactors,
  isGuarded,
  isUsable,
  putRecoveryCodes,
} from '@/server/data/members/second-factors';
import { newRecoveryCodes, recoveryCodeHash } from '@/server/platform/one-time-code';
import type { Actor } from '@/server/services/actor';

const own = {
  permission: { anyMember: 'It concerns nobody but the caller.' },
  effect: 'write',
} as const;

/** Beginning to add a second factor, which who has none yet may do before all else. */
export const beginsFactor = {
  ...own,
  beforeSecondFactor: 'allowed',
  stepUpBy: 'everything',
  input: z.object({}),
  audit: { none: 'Nothing counts before it is confirmed.' },
} as const;

/** Taking into use what was begun. With the first second factor come recovery codes. */
export const addsFactor = {
  ...own,
  beforeSecondFactor: 'allowed',
  stepUpBy: 'everything',
  output: recoveryCodesSchema,
  audit: { entity: 'member' },
} as const;

/** Taking one away. */
export const removesFactor = {
  ...own,
  stepUp: 'It may leave the password alone to let you in.',
  stepUpBy: 'everything',
  output: z.object({}),
  audit: { entity: 'member' },
} as const;

/** The member who acts. @throws Refusal forbidden for anything that is none */
export function signedIn(actor: Actor): Extract<Actor, { kind: 'member' }> {
  if (actor.kind !== 'member') throw new Refusal('forbidden', 'Only a member has a sign-in of their own.');
  return actor;
}

/** The member who acts, as they stand in the database. @throws Refusal where there is no such member */
export async function memberSignedIn(tx: Transaction, actor: Actor) {
  const member = await findMember(tx, signedIn(actor).memberId);
  if (member === null) throw Refusal.notFound('member');
  return member;
}

/** Ten recovery codes in place of all that there were. They are kept as hashes: this is the only time they are known. */
export async function renewRecoveryCodes(tx: Transaction, memberId: string): Promise<string[]> {
  const codes = newRecoveryCodes();
  await putRecoveryCodes(
    tx,
    memberId,
    codes.map((code) => recoveryCodeHash(memberId, code)),
  );
  return codes;
}

/**
 * After something was taken away: where no second factor is left, recovery codes are worth nothing either.
 * @throws Refusal conflict where the account asks a second factor of everybody, or a blocked one alone is left
 */
export async function refuseLeavingNone(accountId: string, tx: Transaction, memberId: string): Promise<void> {
  const factors = await findSecondFactors(tx, memberId);
  if (isUsable(factors)) return;
  if (isGuarded(factors))
    throw Refusal.conflict(
      'id',
      'What is left is a passkey that is blocked, with which you could not sign in. Remove that one first, or add another second factor.',
    );
  if ((await secondFactorFrom(accountId, tx)) !== null)
    throw Refusal.conflict(
      'id',
      'This account asks a second factor of everybody. Add another before you remove this one.',
    );
  await putRecoveryCodes(tx, memberId, []);
}
