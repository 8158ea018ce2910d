/** How long a member may do nothing before their visit is over: as long as somebody fetches coffee. */
export const VISIT_GAP_MS = 30 * 60_000;

/** The visit of a member to an account. Instants are epoch milliseconds. */
export interface MemberVisit {
  readonly beganAt: number;
  /** When the member last did something. */
  readonly lastSeenAt: number;
  /** When the visit before it ended; null where there was none. */
  readonly previousEndedAt: number | null;
  /** When the member took away what came since the visit before. */
  readonly dismissedAt: number | null;
}

/** The visit of a member who does something now: the one that goes on, or the next one. */
export function visitGoesOn(visit: MemberVisit | null, now: number): MemberVisit {
  if (visit === null) return { beganAt: now, lastSeenAt: now, previousEndedAt: null, dismissedAt: null };
  if (hasEnded(visit, now))
    return { beganAt: now, lastSeenAt: now, previousEndedAt: visit.lastSeenAt, dismissedAt: null };
  return { ...visit, lastSeenAt: Math.max(visit.lastSeenAt, now) };
}

/**
 * When the last visit that has ended did so: what came since is news to the member. Null where there was no visit before,
 * or the member has taken the news away.
 */
export function lastLookedAt(visit: MemberVisit | null, now: number): number | null {
  if (visit === null) return null;
  if (hasEnded(visit, now)) return visit.lastSeenAt;
  return visit.dismissedAt === null ? visit.previousEndedAt : null;
}

function hasEnded({ lastSeenAt }: MemberVisit, now: number): boolean {
  return now - lastSeenAt >= VISIT_GAP_MS;
}
