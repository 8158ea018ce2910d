import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_KINDS, type EventKind } from '@/domain/event-catalogue';
import { attackFactor } from './attack-factor';
import { DEFAULT_POLICY } from './policy';
import { printedContributions, printHundredths } from './printed-contributions';
import { DAY_MS, type ScoredEvent } from './scored-event';

const T0 = Date.parse('2026-11-01T00:00:00Z');
const event = (id: string, kind: EventKind, daysAgo: number): ScoredEvent => ({
  id,
  kind,
  occurredAt: T0 - daysAgo * DAY_MS,
  confidence: 1,
});

describe('what an event adds, as it is printed', () => {
  it('adds up to the uncapped factor as it is printed, and is within a hundredth of what it is', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(...EVENT_KINDS), fc.integer({ min: 0, max: 40 })), {
          maxLength: 25,
        }),
        (list) => {
          const events = list.map(([kind, daysAgo], index) => event(`e${index}`, kind, daysAgo));
          const { parts, uncapped } = printedContributions(events, DEFAULT_POLICY, 'critical', T0);
          expect(parts.reduce((sum, { hundredths }) => sum + hundredths, 0)).toBe(uncapped);
          const exact = attackFactor(events, DEFAULT_POLICY, 'critical', T0).uncapped * 100;
          expect(uncapped).toBeLessThanOrEqual(exact + 1e-6);
          expect(uncapped).toBeGreaterThan(exact - 1 - 1e-6);
          for (const { value, hundredths } of parts)
            expect(Math.abs(hundredths - value * 100)).toBeLessThan(1 + 1e-6);
        },
      ),
    );
  });

  it('gives the hundredth that cutting would lose to the bar that lost most', () => {
    // 7.5, then a fifth of 1.8, 0.636396 and 0.346410: cut by themselves, 7.50 + 0.36 + 0.12 + 0.06 would be 8.04.
    const events = [
      event('a', 'user_marked_fraud', 0),
      ...['b', 'c', 'd'].map((id) => event(id, 'novel_asn', 0)),
    ];
    const { parts, uncapped } = printedContributions(events, DEFAULT_POLICY, 'standard', T0);
    expect(parts.map(({ hundredths }) => printHundredths(hundredths))).toEqual([
      '7.50',
      '0.36',
      '0.12',
      '0.07',
    ]);
    expect(printHundredths(uncapped)).toBe('8.05');
  });
});
