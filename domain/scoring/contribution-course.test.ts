import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { attackFactor } from './attack-factor';
import { contributionCourse } from './contribution-course';
import { contributions } from './contributions';
import { DEFAULT_POLICY } from './policy';
import { DAY_MS } from './scored-event';

const T0 = Date.parse('2026-10-01T00:00:00Z');
const INSTANTS = [0, 4, 8, 12, 16].map((day) => T0 + day * DAY_MS);
const event = fc.record({
  id: fc.uuid(),
  kind: fc.constantFrom(...EVENT_KINDS),
  occurredAt: fc.integer({ min: T0 - 20 * DAY_MS, max: T0 + 20 * DAY_MS }),
  confidence: fc.double({ min: 0.1, max: 1, noNaN: true }),
});

describe('contributionCourse', () => {
  it('is at each instant what the waterfall of that instant says', () => {
    fc.assert(
      fc.property(fc.uniqueArray(event, { maxLength: 12, selector: ({ id }) => id }), (events) => {
        const course = contributionCourse(events, DEFAULT_POLICY, 'elevated', INSTANTS);
        INSTANTS.forEach((at, step) => {
          const own = course.filter((value) => value.step === step);
          const sum = own.reduce((total, { value }) => total + value, 0);
          const { uncapped } = attackFactor(events, DEFAULT_POLICY, 'elevated', at);
          expect(sum).toBeCloseTo(uncapped, 9);
          for (const bar of contributions(events, DEFAULT_POLICY, 'elevated', at)) {
            const value = own.find((one) => one.event === bar.event)?.value ?? 0;
            expect(value).toBeCloseTo(bar.value, 9);
          }
        });
      }),
      { numRuns: 60 },
    );
  });

  it('says nothing of what had not happened yet', () => {
    const later = { id: 'x', kind: 'push_spray' as const, occurredAt: T0 + DAY_MS, confidence: 1 };
    const course = contributionCourse([later], DEFAULT_POLICY, 'standard', INSTANTS);
    expect(course.map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  });
});
