import { describe, expect, it } from 'vitest';
import { SESSION_ABSOLUTE_MS, SESSION_IDLE_MS, type SessionFacts, sessionStands } from './session-lifetime';

const BEGAN = Date.UTC(2026, 10, 1, 8);
const fresh: SessionFacts = {
  lastSeenAt: BEGAN,
  expiresAt: BEGAN + SESSION_ABSOLUTE_MS,
  revokedAt: null,
  sessionVersion: 1,
  memberVersion: 1,
  memberDisabledAt: null,
};

describe('a session', () => {
  it('stands while it is used', () => {
    expect(sessionStands(fresh, BEGAN + SESSION_IDLE_MS - 1)).toBe(true);
  });

  it('ends when nobody uses it for twelve hours', () => {
    expect(sessionStands(fresh, BEGAN + SESSION_IDLE_MS)).toBe(false);
  });

  it('ends after seven days however much it is used', () => {
    const busy = { ...fresh, lastSeenAt: BEGAN + SESSION_ABSOLUTE_MS - 1 };
    expect(sessionStands(busy, BEGAN + SESSION_ABSOLUTE_MS - 1)).toBe(true);
    expect(sessionStands(busy, BEGAN + SESSION_ABSOLUTE_MS)).toBe(false);
  });

  it('ends at once on sign-out, on disabling and on a new password', () => {
    expect(sessionStands({ ...fresh, revokedAt: BEGAN }, BEGAN)).toBe(false);
    expect(sessionStands({ ...fresh, memberDisabledAt: BEGAN }, BEGAN)).toBe(false);
    expect(sessionStands({ ...fresh, memberVersion: 2 }, BEGAN)).toBe(false);
  });
});
