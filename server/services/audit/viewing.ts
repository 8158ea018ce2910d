import { lastViewing, putViewing } from '@/server/data/audit/viewings';
import type { Transaction } from '@/server/data/database';
import { type Actor, isOfMember } from '@/server/services/actor';

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
  if (!isOfMember(actor)) return false;
  // A token looks for itself: what it reads is not covered by its member having looked a moment ago.
  const viewer = actor.kind === 'token' ? actor.tokenId : actor.memberId;
  const last = await lastViewing(accountId, tx, viewer, subject);
  if (last !== null && now - last < VIEWING_MS && last <= now) return false;
  return putViewing(accountId, tx, viewer, subject, { at: now, notSince: now - VIEWING_MS });
}
