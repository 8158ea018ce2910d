import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OUTCOMES, outcomeOfPerson } from './person-outcome';

const EVENTS = fc.array(fc.record({ outcome: fc.constantFrom(...OUTCOMES) }));

describe('whether they got in as somebody', () => {
  it('is said by the gravest of their events', () => {
    const of = (...outcomes: (typeof OUTCOMES)[number][]) =>
      outcomeOfPerson(outcomes.map((outcome) => ({ outcome })));
    expect(of('refused', 'got_in', 'unknown')).toBe('got_in');
    expect(of('refused', 'unknown', 'refused')).toBe('unknown');
    expect(of('refused', 'refused')).toBe('refused');
    expect(of()).toBeNull();
  });

  it('is got in whenever any event says so, and refused only where all do', () => {
    fc.assert(
      fc.property(EVENTS, (events) => {
        const outcome = outcomeOfPerson(events);
        expect(outcome === 'got_in').toBe(events.some((event) => event.outcome === 'got_in'));
        expect(outcome === 'refused').toBe(
          events.length > 0 && events.every((event) => event.outcome === 'refused'),
        );
        expect(outcome === null).toBe(events.length === 0);
      }),
    );
  });

  it('does not depend on their order, and another event makes it graver or leaves it', () => {
    const gravity = (events: Parameters<typeof outcomeOfPerson>[0]) => {
      const outcome = outcomeOfPerson(events);
      return outcome === null ? OUTCOMES.length : OUTCOMES.indexOf(outcome);
    };
    fc.assert(
      fc.property(EVENTS, EVENTS, (some, more) => {
        expect(outcomeOfPerson([...some, ...more])).toBe(outcomeOfPerson([...more, ...some]));
        expect(gravity([...some, ...more])).toBe(Math.min(gravity(some), gravity(more)));
      }),
    );
  });
});
