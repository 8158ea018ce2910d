import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BANDS } from '@/domain/bands';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { attackFactor } from './attack-factor';
import { CRITICALITIES, DEFAULT_POLICY, type ScoringPolicy } from './policy';
import { startReplay } from './replay';
import { DAY_MS } from './scored-event';

const AT = Date.UTC(2026, 10, 20);
const FASTER: ScoringPolicy = { ...DEFAULT_POLICY, halfLifeDays: 2 };
const POLICIES = { before: DEFAULT_POLICY, after: FASTER };

const fraud = (days: number) => ({
  kind: 'user_marked_fraud' as const,
  occurredAt: AT - days * DAY_MS,
  confidence: 1,
});

describe('the replay of another policy', () => {
  it('tells who changes band, and which way', () => {
    const replay = startReplay(POLICIES, AT, { changed: 10, largest: 10 });
    replay.add('falls', [fraud(4)], 'standard');
    replay.add('stays', [fraud(0)], 'standard');
    replay.add('nothing', [], 'critical');
    const result = replay.result();
    expect(result).toMatchObject({ people: 3, events: 2, up: 0, down: 1 });
    expect(result.before).toEqual({ very_low: 1, low: 0, medium: 0, high: 2, very_high: 0 });
    expect(result.after).toEqual({ very_low: 2, low: 0, medium: 0, high: 1, very_high: 0 });
    expect(result.changed.map(({ personId }) => personId)).toEqual(['falls']);
    expect(result.largest.map(({ personId }) => personId)).toEqual(['falls']);
  });

  it('counts the other way round when policies change places', () => {
    const replay = startReplay({ before: FASTER, after: DEFAULT_POLICY }, AT, { changed: 1, largest: 1 });
    replay.add('rises', [fraud(4)], 'standard');
    expect(replay.result()).toMatchObject({ up: 1, down: 0 });
  });

  const people = fc.uniqueArray(
    fc.record({
      id: fc.uuid(),
      criticality: fc.constantFrom(...CRITICALITIES),
      events: fc.array(
        fc.record({
          kind: fc.constantFrom(...EVENT_KINDS),
          occurredAt: fc.integer({ min: AT - 60 * DAY_MS, max: AT + DAY_MS }),
          confidence: fc.double({ min: 0.05, max: 1, noNaN: true }),
        }),
        { maxLength: 6 },
      ),
    }),
    { selector: ({ id }) => id, maxLength: 30 },
  );

  it('is what scoring everybody twice tells, in whatever order they come', () => {
    fc.assert(
      fc.property(people, fc.integer({ min: 1, max: 5 }), (everybody, most) => {
        const replay = startReplay(POLICIES, AT, { changed: most, largest: most });
        const turned = startReplay(POLICIES, AT, { changed: most, largest: most });
        for (const { id, events, criticality } of everybody) replay.add(id, events, criticality);
        for (const { id, events, criticality } of [...everybody].reverse())
          turned.add(id, events, criticality);
        const result = replay.result();
        expect(turned.result()).toEqual(result);

        const scored = everybody.map(({ id, events, criticality }) => ({
          id,
          before: attackFactor(events, DEFAULT_POLICY, criticality, AT),
          after: attackFactor(events, FASTER, criticality, AT),
        }));
        for (const band of BANDS) {
          expect(result.before[band]).toBe(scored.filter(({ before }) => before.band === band).length);
          expect(result.after[band]).toBe(scored.filter(({ after }) => after.band === band).length);
        }
        const distances = scored
          .map(({ before, after }) => Math.abs(after.score - before.score))
          .filter((distance) => distance > 0)
          .sort((a, b) => b - a);
        expect(result.largest.map(({ before, after }) => Math.abs(after.score - before.score))).toEqual(
          distances.slice(0, most),
        );
        expect(result.up + result.down).toBe(
          scored.filter(({ before, after }) => before.band !== after.band).length,
        );
      }),
    );
  });
});
