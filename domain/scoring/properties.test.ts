import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BAND_FACTS, BANDS, bandOf, SCORE_CAP, shownScore } from '@/domain/bands';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { attackFactor, attackFactorFromHeat } from './attack-factor';
import { contributions } from './contributions';
import { bandFloorHeats, bandFromHeat, heatAtValue, heatOf, heatRangeOf } from './heat';
import { CRITICALITIES, DEFAULT_POLICY, type ScoringPolicy } from './policy';
import { DAY_MS, instantOf, type ScoredEvent } from './scored-event';
import { fallsBelow, leavesCap } from './time-to-fall';

const T0 = Date.parse('2026-11-01T00:00:00Z');
const RUNS = { numRuns: 300 };

/** Instants, weights and confidences that repeat often, so that ties and edges are not left to chance. */
const instants = fc.oneof(
  fc.integer({ min: T0 - 90 * DAY_MS, max: T0 }),
  fc.integer({ min: 0, max: 8 }).map((days) => T0 - days * 7 * DAY_MS),
);
const confidences = fc.oneof(
  fc.constantFrom(0.3, 0.5, 0.8, 0.9, 1),
  fc.double({ min: 0.001, max: 1, noNaN: true }),
);
const event: fc.Arbitrary<ScoredEvent> = fc.record({
  kind: fc.constantFrom(...EVENT_KINDS),
  occurredAt: instants,
  receivedAt: fc.option(instants, { nil: undefined, freq: 4 }),
  confidence: confidences,
});
const withIds = (events: readonly ScoredEvent[]): ScoredEvent[] =>
  events.map((one, index) => ({ ...one, id: `event-${index}` }));
const eventLists = fc.array(event, { maxLength: 30 }).map(withIds);
const someEvents = fc
  .array(event, { minLength: 1, maxLength: 30 })
  .map(withIds)
  .filter((events) => heatOf(events, DEFAULT_POLICY, 'standard') !== null);
const criticalities = fc.constantFrom(...CRITICALITIES);
const halfLives = fc.constantFrom(0.01, 0.25, 1, 3, 7, 14, 14, 14, 30, 90, 365);
const policies: fc.Arbitrary<ScoringPolicy> = fc
  .record({
    halfLifeDays: halfLives,
    share: fc.oneof(fc.constant(0.2), fc.double({ min: 0, max: 1, noNaN: true })),
    dampingExponent: fc.constantFrom(0, 1, 1.5, 3),
  })
  .map((changes) => ({ ...DEFAULT_POLICY, ...changes }));

const relative = (a: number, b: number) =>
  a === b ? 0 : Math.abs(a - b) / Math.max(Math.abs(a), Math.abs(b));

describe('property 2: contributions sum to m·A', () => {
  it('with a relative error below 1e-12, at any instant', () => {
    fc.assert(
      fc.property(eventLists, policies, criticalities, instants, (events, policy, criticality, at) => {
        const { uncapped } = attackFactor(events, policy, criticality, at);
        const bars = contributions(events, policy, criticality, at);
        expect(bars).toHaveLength(events.filter((one) => instantOf(one) <= at).length);
        const sum = bars.reduce((total, bar) => total + bar.value, 0);
        // Below the least normal double there are not enough digits left to compare.
        if (uncapped > 1e-300) expect(relative(sum, uncapped)).toBeLessThan(1e-12);
      }),
      RUNS,
    );
  });

  it('with repeats damped and one leader, as an independent reading of the formula has it', () => {
    fc.assert(
      fc.property(someEvents, criticalities, (events, criticality) => {
        const damped = new Map<string, number>();
        for (const kind of EVENT_KINDS) {
          const values = events
            .filter((one) => one.kind === kind)
            .map((one) => {
              const age = (T0 - Math.min(one.occurredAt, one.receivedAt ?? Infinity)) / DAY_MS;
              return DEFAULT_POLICY.weights[kind] * one.confidence * 2 ** (-age / 14);
            })
            .sort((a, b) => b - a);
          const sum = values.reduce((total, value, index) => total + value / (index + 1) ** 1.5, 0);
          const family =
            Object.entries(DEFAULT_POLICY.families).find(([, kinds]) => kinds.includes(kind))?.[0] ?? kind;
          damped.set(family, Math.max(damped.get(family) ?? 0, sum));
        }
        const families = [...damped.values()];
        const leader = Math.max(...families);
        const total = leader + 0.2 * (families.reduce((sum, value) => sum + value, 0) - leader);
        const expected = DEFAULT_POLICY.multipliers[criticality] * total;
        expect(
          relative(attackFactor(events, DEFAULT_POLICY, criticality, T0).uncapped, expected),
        ).toBeLessThan(1e-12);
      }),
      RUNS,
    );
  });
});

describe('property 3: time only scales the whole', () => {
  const later = fc.tuple(fc.integer({ min: 0, max: 60 * DAY_MS }), fc.integer({ min: 0, max: 60 * DAY_MS }));

  it('value(t₂)·2^((t₂−t₁)/h) equals value(t₁) after the last event', () => {
    fc.assert(
      fc.property(
        someEvents,
        policies,
        criticalities,
        later,
        (events, policy, criticality, [first, second]) => {
          fc.pre(second / DAY_MS / policy.halfLifeDays < 900);
          const one = attackFactor(events, policy, criticality, T0 + first).uncapped;
          const two = attackFactor(events, policy, criticality, T0 + second).uncapped;
          fc.pre(one > 1e-290 && two > 1e-290);
          const scaled = two * 2 ** ((second - first) / DAY_MS / policy.halfLifeDays);
          fc.pre(Number.isFinite(scaled) && scaled > 1e-290);
          expect(relative(scaled, one)).toBeLessThan(1e-11);
        },
      ),
      RUNS,
    );
  });

  it('the order of two people by heat is their order by value at every later instant', () => {
    fc.assert(
      fc.property(
        fc.tuple(someEvents, someEvents),
        fc.tuple(criticalities, criticalities),
        policies,
        later,
        ([left, right], [leftWeight, rightWeight], policy, [wait]) => {
          const at = T0 + wait;
          const a = attackFactor(left, policy, leftWeight, at);
          const b = attackFactor(right, policy, rightWeight, at);
          const byHeat = Math.sign((a.heat ?? 0) - (b.heat ?? 0));
          const fromHeatA = attackFactorFromHeat(a.heat, policy, at).uncapped;
          const fromHeatB = attackFactorFromHeat(b.heat, policy, at).uncapped;
          expect(byHeat * (fromHeatA - fromHeatB)).toBeGreaterThanOrEqual(0);
          if (relative(a.uncapped, b.uncapped) > 1e-9)
            expect(Math.sign(a.uncapped - b.uncapped)).toBe(byHeat);
        },
      ),
      RUNS,
    );
  });

  it('a heat has its value at the instant it is asked for', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.01, max: 15, noNaN: true }), policies, instants, (value, policy, at) => {
        const { uncapped } = attackFactorFromHeat(heatAtValue(value, policy, at), policy, at);
        expect(relative(uncapped, value)).toBeLessThan(1e-10);
      }),
      RUNS,
    );
  });
});

describe('property 4: heat does not depend on arrival', () => {
  it('to the bit, whatever the order', () => {
    const shuffled = eventLists.chain((events) =>
      fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
    );
    fc.assert(
      fc.property(shuffled, policies, criticalities, ([events, order], policy, criticality) => {
        expect(heatOf(order, policy, criticality)).toBe(heatOf(events, policy, criticality));
      }),
      RUNS,
    );
  });

  it('nor on the instants at which it was reckoned in between', () => {
    fc.assert(
      fc.property(someEvents, policies, criticalities, instants, (events, policy, criticality, at) => {
        const known = events.filter((one) => instantOf(one) <= at);
        expect(attackFactor(events, policy, criticality, at).heat).toBe(heatOf(known, policy, criticality));
      }),
      RUNS,
    );
  });

  it('delivering any subset twice changes nothing once events are told apart by id', () => {
    const redelivered = eventLists.chain((events) =>
      fc.tuple(
        fc.constant(events),
        fc
          .subarray(events)
          .chain((again) =>
            fc.shuffledSubarray([...events, ...again], { minLength: events.length + again.length }),
          ),
      ),
    );
    fc.assert(
      fc.property(redelivered, policies, criticalities, ([events, deliveries], policy, criticality) => {
        const stored = [...new Map(deliveries.map((one) => [one.id, one])).values()];
        expect(heatOf(stored, policy, criticality)).toBe(heatOf(events, policy, criticality));
        const bars = (list: readonly ScoredEvent[]) =>
          new Map(contributions(list, policy, criticality, T0).map((bar) => [bar.event.id, bar.value]));
        expect(bars(stored)).toEqual(bars(events));
      }),
      RUNS,
    );
  });
});

describe('property 5: more never lowers a score', () => {
  const notLower = (after: number, before: number) =>
    expect(after).toBeGreaterThanOrEqual(before * (1 - 1e-12));

  it('adding an event', () => {
    fc.assert(
      fc.property(
        eventLists,
        event,
        policies,
        criticalities,
        instants,
        (events, added, policy, criticality, at) => {
          const before = attackFactor(events, policy, criticality, at).uncapped;
          notLower(attackFactor([...events, added], policy, criticality, at).uncapped, before);
        },
      ),
      RUNS,
    );
  });

  it('raising a weight', () => {
    const raised = fc.record({
      kind: fc.constantFrom(...EVENT_KINDS),
      part: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        eventLists,
        raised,
        policies,
        criticalities,
        (events, { kind, part }, policy, criticality) => {
          const weight = policy.weights[kind];
          const heavier = {
            ...policy,
            weights: { ...policy.weights, [kind]: weight + (10 - weight) * part },
          };
          const before = attackFactor(events, policy, criticality, T0).uncapped;
          notLower(attackFactor(events, heavier, criticality, T0).uncapped, before);
        },
      ),
      RUNS,
    );
  });

  it('raising a confidence or a criticality', () => {
    fc.assert(
      fc.property(someEvents, policies, fc.nat(), (events, policy, index) => {
        const surer = events.map((one, place) =>
          place === index % events.length ? { ...one, confidence: 1 } : one,
        );
        const before = attackFactor(events, policy, 'standard', T0).uncapped;
        notLower(attackFactor(surer, policy, 'standard', T0).uncapped, before);
        notLower(attackFactor(events, policy, 'elevated', T0).uncapped, before);
      }),
      RUNS,
    );
  });
});

describe('property 7: band, number and count agree at every instant', () => {
  /** Everything that says a band about one person at one instant says the same. */
  function expectAgreement(events: readonly ScoredEvent[], policy: ScoringPolicy, at: number) {
    const profile = attackFactor(events, policy, 'standard', at);
    const row = attackFactorFromHeat(profile.heat, policy, at);
    const floors = bandFloorHeats(policy, at);
    const counted = BANDS.filter((band) => {
      const { from, below } = heatRangeOf(band, floors);
      if (profile.heat === null) return band === 'very_low';
      return (from === null || profile.heat >= from) && (below === null || profile.heat < below);
    });
    expect(counted).toEqual([profile.band]);
    expect(row.band).toBe(profile.band);
    expect(row.shown).toBe(profile.shown);
    for (const factor of [profile, row]) {
      expect(bandOf(factor.score)).toBe(profile.band);
      expect(bandOf(factor.uncapped)).toBe(profile.band);
      expect(bandOf(factor.shown)).toBe(profile.band);
      expect(Math.abs(factor.shown - shownScore(factor.score))).toBeLessThan(0.1 + 1e-12);
    }
  }

  it('at any instant', () => {
    fc.assert(fc.property(someEvents, policies, instants, expectAgreement), RUNS);
  });

  it('at the very millisecond at which a band is left, and those around it', () => {
    const start = fc.integer({ min: 0, max: DAY_MS });
    fc.assert(
      fc.property(someEvents, policies, start, (events, policy, wait) => {
        let at = T0 + wait;
        for (const _ of BANDS) {
          const factor = attackFactor(events, policy, 'standard', at);
          const fall = fallsBelow(factor, policy, at);
          if (fall === null) break;
          for (const offset of [-2, -1, 0, 1, 2])
            expectAgreement(events, policy, Math.max(at, fall.at + offset));
          if (fall.at - 1 > at)
            expect(attackFactor(events, policy, 'standard', fall.at - 1).band).toBe(fall.band);
          const after = attackFactor(events, policy, 'standard', fall.at).band;
          expect(BAND_FACTS[after].index).toBeLessThan(BAND_FACTS[fall.band].index);
          at = fall.at;
        }
      }),
      RUNS,
    );
  });

  it('for one event whose value is the edge of a band, or a few units in the last place beside it', () => {
    const edges = fc.constantFrom(2, 4, 6, 8);
    const nudges = fc.integer({ min: -8, max: 8 });
    fc.assert(
      fc.property(edges, nudges, policies, instants, (edge, nudge, policy, at) => {
        const weight = edge * (1 + nudge * Number.EPSILON);
        const close = { ...policy, weights: { ...policy.weights, push_spray: weight } };
        const events: ScoredEvent[] = [{ kind: 'push_spray', occurredAt: at, confidence: 1 }];
        expectAgreement(events, close, at);
        if (nudge === 0) expect(attackFactor(events, close, 'standard', at).band).toBe(bandOf(edge));
      }),
      RUNS,
    );
  });

  it('for heats that differ from a floor by single units in the last place', () => {
    const nudges = fc.integer({ min: -6, max: 6 });
    fc.assert(
      fc.property(
        fc.constantFrom('low', 'medium', 'high', 'very_high'),
        policies,
        instants,
        nudges,
        (name, policy, at, nudge) => {
          const floors = bandFloorHeats(policy, at);
          const floor = floors[name];
          const heat = floor + nudge * Math.abs(floor) * Number.EPSILON;
          const { band, score, shown } = attackFactorFromHeat(heat, policy, at);
          expect(heat >= floor).toBe(BAND_FACTS[band].index >= BAND_FACTS[name].index);
          expect([bandOf(score), bandOf(shown)]).toEqual([band, band]);
        },
      ),
      RUNS,
    );
  });
});

describe('property 8: time to fall ends, whatever the instant', () => {
  const anyInstant = fc.integer({ min: Date.UTC(1970, 0, 1), max: Date.UTC(2100, 0, 1) });
  const anyHalfLife = fc.oneof(halfLives, fc.constantFrom(0.000001, 0.001, 3650));

  it('and names the first millisecond in the next band, or nothing', () => {
    fc.assert(
      fc.property(someEvents, policies, anyHalfLife, anyInstant, (events, base, halfLifeDays, at) => {
        const policy = { ...base, halfLifeDays };
        const heat = heatOf(events, policy, 'standard');
        const factor = attackFactorFromHeat(heat, policy, at);
        const bandAt = (instant: number) => bandFromHeat(heat, bandFloorHeats(policy, instant));
        const fall = fallsBelow(factor, policy, at);
        // Nothing to name: in the lowest band already, or before it all by more than a double can hold.
        expect(fall === null).toBe(factor.band === 'very_low' || factor.uncapped === Infinity);
        if (fall !== null) {
          expect(fall.band).toBe(factor.band);
          expect(fall.at).toBeGreaterThan(at);
          expect(Number.isFinite(fall.days)).toBe(true);
          expect(new Date(fall.at).getTime()).toBe(fall.at);
          expect(bandAt(fall.at)).not.toBe(factor.band);
          if (fall.at > at + 1) expect(bandAt(fall.at - 1)).toBe(factor.band);
        }
        const leave = leavesCap(factor, policy, at);
        expect(leave === null).toBe(factor.uncapped <= SCORE_CAP || factor.uncapped === Infinity);
        if (leave !== null) expect(new Date(leave.at).getTime()).toBe(leave.at);
      }),
      RUNS,
    );
  });
});
