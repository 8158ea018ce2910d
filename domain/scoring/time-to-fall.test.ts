import { describe, expect, it } from 'vitest';
import { attackFactor, attackFactorFromHeat } from './attack-factor';
import { DEFAULT_POLICY } from './policy';
import { DAY_MS, type ScoredEvent } from './scored-event';
import { daysUntilBelow, fallsBelow, leavesCap } from './time-to-fall';

const T0 = Date.parse('2026-11-01T00:00:00Z');
const events: ScoredEvent[] = [
  { kind: 'user_marked_fraud', occurredAt: T0, confidence: 1 },
  ...Array.from({ length: 3 }, () => ({ kind: 'novel_asn' as const, occurredAt: T0, confidence: 1 })),
];
const at = (instant: number) => attackFactor(events, DEFAULT_POLICY, 'standard', instant);

describe('time to fall', () => {
  it('is 5.952824 days from 8.056561 to 6.0', () => {
    expect(daysUntilBelow(6, at(T0).uncapped, DEFAULT_POLICY)).toBeCloseTo(5.952824, 6);
    const tomorrow = fallsBelow(at(T0 + DAY_MS), DEFAULT_POLICY, T0 + DAY_MS);
    expect(tomorrow?.band).toBe('high');
    expect(tomorrow?.days).toBeCloseTo(4.952824, 6);
  });

  it('names the band that is left and the first millisecond at which it is left', () => {
    const fall = fallsBelow(at(T0), DEFAULT_POLICY, T0);
    expect(fall?.band).toBe('very_high');
    expect(fall?.days).toBeCloseTo(14 * Math.log2(at(T0).uncapped / 8), 12);
    expect(at((fall?.at ?? 0) - 1).band).toBe('very_high');
    expect(at(fall?.at ?? 0).band).toBe('high');
  });

  it('is later than now for a score that stands exactly on the edge', () => {
    const onEdge = [{ kind: 'push_harassment' as const, occurredAt: T0, confidence: 0.8 }];
    const factor = attackFactor(onEdge, DEFAULT_POLICY, 'standard', T0);
    expect(factor.uncapped).toBe(6);
    expect(fallsBelow(factor, DEFAULT_POLICY, T0)).toEqual({ band: 'high', at: T0 + 1, days: 0 });
  });

  it('waits for the millisecond after the one at which the score is exactly on the edge', () => {
    for (let offset = 0; offset < 50; offset += 1) {
      const start = T0 + offset * 7_777_777;
      const onEdge = start + 14 * DAY_MS;
      const policy = { ...DEFAULT_POLICY, weights: { ...DEFAULT_POLICY.weights, push_spray: 8 } };
      const halfWay = start + 7 * DAY_MS;
      const factor = attackFactor(
        [{ kind: 'push_spray', occurredAt: start, confidence: 1 }],
        policy,
        'standard',
        halfWay,
      );
      expect(fallsBelow(factor, policy, halfWay)).toMatchObject({ band: 'medium', at: onEdge + 1 });
    }
  });

  it('is nothing in Very Low', () => {
    expect(fallsBelow(at(T0 - 1), DEFAULT_POLICY, T0 - 1)).toBeNull();
    expect(fallsBelow(at(T0 + 60 * DAY_MS), DEFAULT_POLICY, T0 + 60 * DAY_MS)).toBeNull();
  });

  it('says when a capped score leaves the cap, and nothing below it', () => {
    const strong: ScoredEvent[] = [{ kind: 'denied_then_approved', occurredAt: T0, confidence: 1 }];
    const score = (instant: number) => attackFactor(strong, DEFAULT_POLICY, 'critical', instant);
    const leave = leavesCap(score(T0), DEFAULT_POLICY, T0);
    expect(leave?.days).toBeCloseTo(14 * Math.log2(1.425), 12);
    expect(score((leave?.at ?? 0) - 1).score).toBe(10);
    expect(score(leave?.at ?? 0).score).toBeLessThan(10);
    expect(leavesCap(at(T0), DEFAULT_POLICY, T0)).toBeNull();
  });

  it('names no instant where the value is beyond every number, and does not look for one for ever', () => {
    const before = Date.parse('1980-01-01T00:00:00Z');
    const policy = { ...DEFAULT_POLICY, halfLifeDays: 7 };
    const heat = attackFactor(events, policy, 'standard', T0).heat;
    const factor = attackFactorFromHeat(heat, policy, before);
    expect(factor).toMatchObject({ uncapped: Infinity, score: 10, band: 'very_high' });
    expect(fallsBelow(factor, policy, before)).toBeNull();
    expect(leavesCap(factor, policy, before)).toBeNull();
  });
});
