import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCORE_CAP } from '@/domain/bands';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { attackFactor } from './attack-factor';
import { withoutEvent } from './contributions';
import { CRITICALITIES, DEFAULT_POLICY } from './policy';
import { DAY_MS, type ScoredEvent } from './scored-event';
import { leavesCap } from './time-to-fall';

const T0 = Date.parse('2026-11-01T00:00:00Z');

const events: fc.Arbitrary<ScoredEvent[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...EVENT_KINDS),
      occurredAt: fc.oneof(
        fc.integer({ min: T0 - 30 * DAY_MS, max: T0 }),
        fc.integer({ min: 0, max: 3 }).map((days) => T0 - days * DAY_MS),
      ),
      confidence: fc.oneof(fc.constantFrom(0.3, 0.5, 1), fc.double({ min: 0.01, max: 1, noNaN: true })),
    }),
    { minLength: 1, maxLength: 20 },
  )
  .map((list) => list.map((event, index) => ({ ...event, id: `event-${index}` })));
const criticalities = fc.constantFrom(...CRITICALITIES);
const halfLives = fc.constantFrom(0.25, 3, 14, 90);

describe('without an event', () => {
  it('the factor is that of the others, and never above the one with it', () => {
    fc.assert(
      fc.property(events, criticalities, halfLives, fc.nat(), (list, criticality, halfLifeDays, choice) => {
        const policy = { ...DEFAULT_POLICY, halfLifeDays };
        const left = list[choice % list.length];
        if (left === undefined) return;
        const whole = attackFactor(list, policy, criticality, T0);
        const without = withoutEvent(list, left, policy, criticality, T0);
        const others = list.filter(({ id }) => id !== left.id);
        expect(without).toEqual(attackFactor(others, policy, criticality, T0));
        expect(without.uncapped).toBeLessThanOrEqual(whole.uncapped * (1 + 1e-12));
      }),
      { numRuns: 300 },
    );
  });
});

describe('above the cap', () => {
  it('the value comes down to 10 exactly when it is said to leave it', () => {
    let above = 0;
    fc.assert(
      fc.property(events, criticalities, halfLives, (list, criticality, halfLifeDays) => {
        const policy = { ...DEFAULT_POLICY, halfLifeDays };
        const factor = attackFactor(list, policy, criticality, T0);
        const leaves = leavesCap(factor, policy, T0);
        expect(leaves === null).toBe(factor.uncapped <= SCORE_CAP);
        if (leaves === null) return;
        above += 1;
        const at = (instant: number) => attackFactor(list, policy, criticality, instant).uncapped;
        // The edge is reckoned by a logarithm: it may miss by the last digits of an instant.
        const slack = 1 + 1e-9;
        expect(at(leaves.at)).toBeLessThanOrEqual(SCORE_CAP * slack);
        expect(at(leaves.at - 1)).toBeGreaterThanOrEqual(SCORE_CAP / slack);
        expect(leaves.days).toBeGreaterThan(0);
      }),
      { numRuns: 300, seed: 5 },
    );
    expect(above).toBeGreaterThan(20);
  });
});
