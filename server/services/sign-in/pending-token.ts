import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import type { Transaction } from '@/server/data/database';
import type { MemberCredentials } from '@/server/data/members/members';
import {
  countPendingTry,
  insertPendingSignIn,
  type PendingSignIn,
} from '@/server/data/members/pending-sign-ins';

/** Long enough to find the telephone. */
export const PENDING_MS = 5 * 60_000;

/** Tries at the second step before the first has to be done again. */
const TRIES = 5;

const tokenSchema = z
  .string()
  .max(200)
  .transform((text) => text.split('.'))
  .pipe(z.tuple([z.uuid(), z.string().min(20)]));

function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}

/** Lets a sign-in wait for its second step. What is returned stands for it, and is kept nowhere here. */
export async function makePending(tx: Transaction, member: MemberCredentials, now: number): Promise<string> {
  const id = randomUUID();
  const secret = randomBytes(24).toString('base64url');
  const { id: memberId, sessionVersion } = member;
  const expiresAt = new Date(now + PENDING_MS);
  await insertPendingSignIn(tx, { id, secretHash: digest(secret), memberId, sessionVersion, expiresAt }, now);
  return `${id}.${secret}`;
}

/**
 * The sign-in that a token stands for, with this try counted.
 * @throws Refusal unauthenticated where it was never made, is too old, was finished or tried too often
 */
export async function openPending(tx: Transaction, token: string, now: number): Promise<PendingSignIn> {
  const parts = tokenSchema.safeParse(token);
  const pending = parts.success ? await countPendingTry(tx, parts.data[0]) : null;
  const given = Buffer.from(digest(parts.data?.[1] ?? ''), 'hex');
  const right = pending !== null && timingSafeEqual(given, Buffer.from(pending.secretHash, 'hex'));
  if (right && pending.expiresAt.getTime() > now && pending.attempts < TRIES) return pending;
  throw beginAnew();
}

/** What to say where the first step has to be done again. */
export function beginAnew(): Refusal {
  return new Refusal(
    'unauthenticated',
    'This sign-in has waited too long, or was tried too often. Begin again.',
    [{ field: 'begin', message: 'Begin again.' }],
  );
}
