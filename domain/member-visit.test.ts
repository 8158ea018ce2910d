import { describe, expect, it } from 'vitest';
import { lastLookedAt, VISIT_GAP_MS, visitGoesOn } from './member-visit';

const EVENING = Date.parse('2026-11-01T21:00:00Z');
const NIGHT = Date.parse('2026-11-02T03:00:00Z');

describe('a visit', () => {
  it('goes on while pauses are short, and the next one begins after a long one', () => {
    const first = visitGoesOn(null, EVENING);
    const later = visitGoesOn(first, EVENING + VISIT_GAP_MS - 1);
    expect(later).toMatchObject({ beganAt: EVENING, lastSeenAt: EVENING + VISIT_GAP_MS - 1 });
    const next = visitGoesOn(later, NIGHT);
    expect(next).toEqual({
      beganAt: NIGHT,
      lastSeenAt: NIGHT,
      previousEndedAt: later.lastSeenAt,
      dismissedAt: null,
    });
  });

  it('never goes back, where two processes disagree about the time', () => {
    const visit = visitGoesOn(visitGoesOn(null, EVENING), EVENING + 5_000);
    expect(visitGoesOn(visit, EVENING + 1_000).lastSeenAt).toBe(EVENING + 5_000);
  });
});

describe('what is news to a member', () => {
  it('is nothing to somebody who was never here', () => {
    expect(lastLookedAt(null, NIGHT)).toBeNull();
    expect(lastLookedAt(visitGoesOn(null, NIGHT), NIGHT + 60_000)).toBeNull();
  });

  it('is what came since the last visit that has ended, the same before and after the new one is noted', () => {
    const evening = visitGoesOn(null, EVENING);
    expect(lastLookedAt(evening, NIGHT)).toBe(EVENING);
    const night = visitGoesOn(evening, NIGHT);
    expect(lastLookedAt(night, NIGHT)).toBe(EVENING);
    expect(lastLookedAt(night, NIGHT + VISIT_GAP_MS - 1)).toBe(EVENING);
  });

  it('is nothing once it was taken away, until the visit after', () => {
    const night = { ...visitGoesOn(visitGoesOn(null, EVENING), NIGHT), dismissedAt: NIGHT + 1_000 };
    expect(lastLookedAt(night, NIGHT + 2_000)).toBeNull();
    const morning = NIGHT + 4 * 3_600_000;
    expect(lastLookedAt(night, morning)).toBe(NIGHT);
    expect(lastLookedAt(visitGoesOn(night, morning), morning)).toBe(NIGHT);
  });
});
