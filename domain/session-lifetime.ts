/**
 * A session that nobody uses for this long ends. Twelve hours: a working day and its evening, so that an analyst is
 * not thrown out over lunch, and a forgotten browser is signed out by the next morning. What a page that was left open reads
 * by itself is no use: a dashboard on a wall is signed out as well.
 */
export const SESSION_IDLE_MS = 12 * 3_600_000;

/** However much it is used, a session ends after seven days: a stolen cookie must not live for ever. */
export const SESSION_ABSOLUTE_MS = 7 * 86_400_000;

/** The last use is written at most this often, so that reading does not mean writing. */
export const SESSION_TOUCH_MS = 60_000;

/** For so long after a member proved who they are, dangerous acts ask for no further proof. */
export const STEP_UP_MS = 10 * 60_000;

/**
 * By what a member proved in a session who they are: the provider of the account said so, the password alone, a code alone, or
 * everything that a sign-in asks of who has a second factor, which is a passkey, or the password with a code.
 */
export const PROOFS = ['provider', 'password', 'code', 'everything'] as const;
export type Proof = (typeof PROOFS)[number];

/** Whether who proved themselves at `provenAt` (epoch ms, null where that is not known) may do what is dangerous. */
export function provenLately(provenAt: number | null, now: number): boolean {
  return provenAt !== null && now - provenAt < STEP_UP_MS;
}

/** What decides whether a session still stands. Instants in epoch milliseconds. */
export interface SessionFacts {
  readonly lastSeenAt: number;
  readonly expiresAt: number;
  readonly revokedAt: number | null;
  /** Version the member had when the session began. */
  readonly sessionVersion: number;
  /** Version the member has now: a new password or a removal raises it. */
  readonly memberVersion: number;
  readonly memberDisabledAt: number | null;
}

/** Whether the session still stands at `now`. Closed by default: every condition must hold. */
export function sessionStands(facts: SessionFacts, now: number): boolean {
  return (
    facts.revokedAt === null &&
    facts.memberDisabledAt === null &&
    facts.sessionVersion === facts.memberVersion &&
    now < facts.expiresAt &&
    now - facts.lastSeenAt < SESSION_IDLE_MS
  );
}
