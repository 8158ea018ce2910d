import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { attackFactor } from './attack-factor';
import { FADED_HALF_LIVES, leastEventDays, readsTheSame } from './faded';
import { CRITICALITIES, DEFAULT_POLICY } from './policy';
import { DAY_MS, type ScoredEvent } from './scored-event';

const NOW = Date.parse('2026-11-01T00:00:00Z');

const eventsWithin = (from: number, to: number): fc.Arbitrary<ScoredEvent[]> =>
  fc.array(
    fc.record({
      kind: fc.constantFrom(...EVENT_KINDS),
      occurredAt: fc.integer({ min: from, max: to }),
      confidence: fc.constantFrom(0.3, 0.5, 0.8, 1),
    }),
    { maxLength: 40 },
  );

describe('events that have faded', () => {
  it('may go without a number of today or of the longest chart moving by a ten-thousandth', () => {
    const cases = fc.constantFrom(0.25, 1, 7, 14, 30, 90).chain((halfLifeDays) => {
      const policy = { ...DEFAULT_POLICY, halfLifeDays };
      const cutoff = NOW - leastEventDays([policy]) * DAY_MS;
      return fc.record({
        policy: fc.constant(policy),
        older: eventsWithin(cutoff - 400 * DAY_MS, cutoff - 1),
        younger: eventsWithin(cutoff, NOW),
      });
    });
    fc.assert(
      fc.property(
        cases,
        fc.constantFrom(...CRITICALITIES),
        fc.integer({ min: 0, max: 180 }),
        ({ policy, older, younger }, criticality, ago) => {
          const at = NOW - ago * DAY_MS;
          const all = [...older, ...younger];
          const factor = (events: readonly ScoredEvent[]) => attackFactor(events, policy, criticality, at);
          const [before, after] = [factor(all), factor(younger)];
          expect(before.uncapped - after.uncapped).toBeLessThan(0.0001);
          if (readsTheSame(all, younger, policy, criticality, at))
            expect([after.shown, after.band]).toEqual([before.shown, before.band]);
        },
      ),
      { numRuns: 400, seed: 20_261_128 },
    );
  });

  it('wait where a number stands on an edge', () => {
    const event = (occurredAt: number, confidence: number): ScoredEvent => ({
      ...{ kind: 'user_marked_fraud' as const, occurredAt, confidence },
    });
    const old = event(NOW - 520 * DAY_MS, 1);
    // 7.5 · 0.8 is exactly the edge of High: without what has faded it is not more, and with it a little.
    const edge = event(NOW, 0.8);
    const under = event(NOW, 0.8 - 1e-13);
    expect(readsTheSame([edge, old], [edge], DEFAULT_POLICY, 'standard', NOW)).toBe(true);
    expect(attackFactor([under, old], DEFAULT_POLICY, 'standard', NOW).shown).toBe(6);
    expect(attackFactor([under], DEFAULT_POLICY, 'standard', NOW).shown).toBe(5.9);
    expect(readsTheSame([under, old], [under], DEFAULT_POLICY, 'standard', NOW)).toBe(false);
    expect(readsTheSame([under, old], [under], DEFAULT_POLICY, 'standard', NOW + 60_000)).toBe(true);
  });

  it('are kept by the longest half-life, and never shorter than baselines reach', () => {
    expect(leastEventDays([{ halfLifeDays: 14 }])).toBe(181 + FADED_HALF_LIVES * 14);
    expect(leastEventDays([{ halfLifeDays: 14 }, { halfLifeDays: 30 }])).toBe(901);
    expect(leastEventDays([{ halfLifeDays: 1 }])).toBe(500);
  });
});
