import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { type AccountId, accountIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { enterAccount, type Transaction } from '@/server/data/database';
import {
  findMemberLink,
  holdMemberLink,
  type MemberLink,
  putMemberLink,
} from '@/server/data/members/member-links';
import { holdMember } from '@/server/data/members/members';
import { holdMembers, listMemberships } from '@/server/data/members/memberships';
import { findRole } from '@/server/data/members/roles';
import { mayStillGive } from './member-rights';

/** How long a link works: an invitation may lie over a holiday, a new password is asked for by somebody who waits. */
const GOOD_FOR_MS = { invitation: 7 * 86_400_000, password: 24 * 3_600_000, reset: 3_600_000 } as const;
const PAGE = { invitation: 'invitation', password: 'new-password', reset: 'new-password' } as const;

/** Account, id and secret of a link, as they stand in its address. */
const tokenSchema = z
  .string({ error: 'token: open the link that you were given.' })
  .max(200)
  .transform((text) => text.split('.'))
  .pipe(z.tuple([accountIdSchema, z.uuid(), z.string().min(20)]));

/** What the holder of a link gives. */
export const tokenInput = z
  .string({ error: 'token: open the link that you were given.' })
  .trim()
  .max(200, 'token: this is longer than the links of Parapet. Open the link that you were given.');

function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

/**
 * Makes a link; the one of its kind that this address had before is worth nothing from now on. The address is returned
 * once, its secret stored nowhere. It stands behind `#`, so that no server on the way, ours among them, writes it down.
 */
export async function makeLink(
  accountId: string,
  tx: Transaction,
  origin: string,
  wish: Pick<MemberLink, 'kind' | 'email' | 'memberId' | 'role' | 'madeById'> & { now: number },
): Promise<{ id: string; link: string; expiresAt: string }> {
  const { now, ...fields } = wish;
  const id = randomUUID();
  const secret = randomBytes(24).toString('base64url');
  const expiresAt = new Date(now + GOOD_FOR_MS[fields.kind]);
  await putMemberLink(accountId, tx, {
    ...fields,
    id,
    tokenHash: digest(secret).toString('hex'),
    madeAt: new Date(now),
    expiresAt,
  });
  const link = `${origin}/${PAGE[fields.kind]}#${accountId}.${id}.${secret}`;
  return { id, link, expiresAt: expiresAt.toISOString() };
}

/**
 * The link that a token is of, held until the transaction ends, which has entered its account and holds its members from
 * then on.
 * @throws Refusal not_found for one that was never made, was used or replaced, is too old, or whose maker may not give any
 *   more what it gives: a stranger learns no more
 */
export async function openLink(
  tx: Transaction,
  token: string,
  kind: 'invitation' | 'password',
  now: number,
): Promise<{ accountId: AccountId; link: MemberLink }> {
  const parts = tokenSchema.safeParse(token);
  if (parts.success) {
    const [accountId, id, secret] = parts.data;
    await enterAccount(tx, accountId);
    // Whoever made the link for a new password, it is used in the same way.
    const kinds = kind === 'password' ? (['password', 'reset'] as const) : ([kind] as const);
    const found = await findMemberLink(accountId, tx, id, kinds);
    const right = found !== null && timingSafeEqual(digest(secret), Buffer.from(found.tokenHash, 'hex'));
    if (right && found.expiresAt.getTime() > now) {
      await holdMembers(accountId, tx);
      if (found.memberId !== null) await holdMember(tx, found.memberId);
      const link = await holdMemberLink(accountId, tx, id, kinds);
      if (link !== null && (await isStillGiven(accountId, tx, link))) return { accountId, link };
    }
  }
  throw new Refusal(
    'not_found',
    'This link does not work any more. Ask somebody who manages the members of your account for another.',
  );
}

/**
 * Whether a link may give now what it was made to give. Its maker may have lost the right since then, and whoever it is for
 * may have gained more than its maker has. What members asked for themselves, or the console, needs no maker.
 */
export async function isStillGiven(
  accountId: AccountId,
  tx: Transaction,
  link: MemberLink,
): Promise<boolean> {
  if (link.kind === 'reset' || link.madeById === link.memberId) return true;
  const [maker] = await listMemberships(accountId, tx, link.madeById);
  if (maker === undefined) return false;
  const [target] = link.memberId === null ? [] : await listMemberships(accountId, tx, link.memberId);
  const given = link.role ?? target?.role ?? null;
  return mayStillGive(maker, {
    held: await findRole(accountId, tx, maker.role),
    given: given === null ? null : await findRole(accountId, tx, given),
    since: link.madeAt,
  });
}
