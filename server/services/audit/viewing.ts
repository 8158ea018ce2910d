import { lastViewing, type PARTS_OF_PROFILE, putViewing } from '@/server/data/audit/viewings';
import type { Transaction } from '@/server/data/database';
import { type Actor, isOfMember } from '@/server/services/actor';

/** A page that stays open is brought up to date all the time: that is one viewing in so long. */
const VIEWING_MS = 30 * 60_000;
/** So long a viewing of the profile covers its parts: longer, as a page brings each up to date on its own. */
const COVERED_MS = 60 * 60_000;

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
  const viewer = viewerOf(actor);
  const last = await lastViewing(accountId, tx, viewer, subject);
  if (last !== null && now - last < VIEWING_MS && last <= now) return false;
  return putViewing(accountId, tx, viewer, subject, { at: now, notSince: now - VIEWING_MS });
}

/**
 * The same of a part of a person's profile: whoever has the profile open, or viewed it within the last hour, looks at
 * nothing that the entry of that viewing does not cover.
 */
export async function beginsViewingPart(
  accountId: string,
  tx: Transaction,
  actor: Actor,
  { personId, part }: { readonly personId: string; readonly part: (typeof PARTS_OF_PROFILE)[number] },
  now: number,
): Promise<boolean> {
  if (!isOfMember(actor)) return false;
  const viewed = await lastViewing(accountId, tx, viewerOf(actor), `person:${personId}`);
  if (viewed !== null && viewed <= now && now - viewed < COVERED_MS) return false;
  return beginsViewing(accountId, tx, actor, `${part}:${personId}`, now);
}

/** A token looks for itself: what it reads is not covered by its member having looked a moment ago. */
function viewerOf(actor: Extract<Actor, { memberId: unknown }>): string {
  return actor.kind === 'token' ? actor.tokenId : actor.memberId;
}
