/** No token lasts longer than this: a year, and a day for who counts from another zone. */
export const TOKEN_LONGEST_MS = 366 * 86_400_000;

/** The last use is written at most this often, unless the address is another one. */
export const TOKEN_TOUCH_MS = 60_000;

/** What decides whether a token stands. Instants in epoch milliseconds. */
export interface TokenFacts {
  readonly expiresAt: number;
  readonly revokedAt: number | null;
  /** The role that its member has here now; null where they have no access any more. */
  readonly role: string | null;
}

export type TokenState = 'stands' | 'revoked' | 'expired' | 'member_gone';

/** Whether a token stands at `now`, and why not. Closed by default: every condition must hold. */
export function tokenState({ expiresAt, revokedAt, role }: TokenFacts, now: number): TokenState {
  if (revokedAt !== null) return 'revoked';
  if (now >= expiresAt) return 'expired';
  return role === null ? 'member_gone' : 'stands';
}
