import type { Transaction } from '@/server/data/database';
import { lastViewing, putViewing } from '@/server/data/viewings';
import type { Actor } from './actor';

/** A page that stays open is brought up to date all the time: that is one viewing in so long. */
const VIEWING_MS = 30 * 60_000;

/**
 * Whether a member begins to look at something now, which then belongs into the audit log, or goes on looking at it. What
 * Parapet itself reads is no viewing.
 */
export async function beginsViewing(
  accountId: string,
  tx: Transaction,
  actor: Actor,
  subject: string,
  now: number,
): Promise<boolean> {
  if (actor.kind !== 'member') return false;
  const last = await lastViewing(accountId, tx, actor.memberId, subject);
  if (last !== null && now - last < VIEWING_MS && last <= now) return false;
  return putViewing(accountId, tx, actor.memberId, subject, { at: now, notSince: now - VIEWING_MS });
}
