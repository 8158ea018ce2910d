import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bandOf } from '@/domain/bands';
import { EVENT_KINDS, type EventKind } from '@/domain/event-catalogue';
import { attackFactor, attackFactorFromHeat } from './attack-factor';
import { contributions } from './contributions';
import { CRITICALITIES, DEFAULT_POLICY, parsePolicy, type ScoringPolicy } from './policy';
import { DAY_MS, type ScoredEvent } from './scored-event';

const T0 = Date.parse('2026-11-01T00:00:00Z');

const event = (kind: EventKind, at = T0, confidence = 1): ScoredEvent => ({
  kind,
  occurredAt: at,
  confidence,
});

function policyWith(changes: object): ScoringPolicy {
  const parsed = parsePolicy(changes);
  if (!parsed.ok) throw new Error(parsed.issues.map((issue) => issue.message).join(' '));
  return parsed.policy;
}

const fraudAndThreeNetworks = [
  event('user_marked_fraud'),
  event('novel_asn'),
  event('novel_asn'),
  event('novel_asn'),
];

describe('the worked examples of the design', () => {
  it('adds a fifth of three damped networks to a fraud', () => {
    const factor = attackFactor(fraudAndThreeNetworks, DEFAULT_POLICY, 'standard', T0);
    expect(factor.uncapped).toBeCloseTo(8.056561, 6);
    expect(factor.shown).toBe(8);
    expect(factor.band).toBe('very_high');
    const values = contributions(fraudAndThreeNetworks, DEFAULT_POLICY, 'standard', T0).map(
      (bar) => bar.value,
    );
    expect(values[0]).toBeCloseTo(7.5, 12);
    expect(values[1]).toBeCloseTo(0.36, 12);
    expect(values[2]).toBeCloseTo(0.127279, 6);
    expect(values[3]).toBeCloseTo(0.069282, 6);
  });

  it('halves it after one half-life', () => {
    const factor = attackFactor(fraudAndThreeNetworks, DEFAULT_POLICY, 'standard', T0 + 14 * DAY_MS);
    expect(factor.uncapped).toBeCloseTo(4.028281, 6);
    expect(factor.band).toBe('medium');
  });

  it('lets a stronger kind of the same family cover the three networks', () => {
    const events = [...fraudAndThreeNetworks, event('country_code_mismatch')];
    const factor = attackFactor(events, DEFAULT_POLICY, 'standard', T0);
    expect(factor.uncapped).toBeCloseTo(8.2, 12);
    expect(factor.shown).toBe(8.2);
    const networks = contributions(events, DEFAULT_POLICY, 'standard', T0).filter(
      (bar) => bar.kind === 'novel_asn',
    );
    expect(networks.map((bar) => bar.value)).toEqual([0, 0, 0]);
    expect(networks.map((bar) => bar.reason)).toEqual(
      Array(3).fill({ is: 'same_cause_as', kind: 'country_code_mismatch' }),
    );
  });
});

describe('the reference vectors', () => {
  const vectors = z
    .array(
      z.object({
        events: z.array(
          z.object({ kind: z.enum(EVENT_KINDS), confidence: z.number(), occurredAt: z.iso.datetime() }),
        ),
        at: z.iso.datetime(),
        criticality: z.enum(CRITICALITIES),
        uncapped: z.number(),
      }),
    )
    .min(16)
    .parse(
      JSON.parse(readFileSync(new URL('../../tests/fixtures/scoring-vectors.json', import.meta.url), 'utf8')),
    );

  it.each(vectors.map((vector, index) => ({ index, ...vector })))('agrees with vector $index', (vector) => {
    const events = vector.events.map(({ kind, confidence, occurredAt }) =>
      event(kind, Date.parse(occurredAt), confidence),
    );
    const at = Date.parse(vector.at);
    const factor = attackFactor(events, DEFAULT_POLICY, vector.criticality, at);
    expect(Math.abs(factor.uncapped - vector.uncapped)).toBeLessThanOrEqual(1e-13 * vector.uncapped);
    const fromHeat = attackFactorFromHeat(factor.heat, DEFAULT_POLICY, at);
    expect(Math.abs(fromHeat.uncapped - vector.uncapped)).toBeLessThanOrEqual(1e-12 * vector.uncapped);
  });
});

describe('the attack factor', () => {
  it('is 0 and Very Low without events, and has no heat', () => {
    expect(attackFactor([], DEFAULT_POLICY, 'critical', T0)).toEqual({
      uncapped: 0,
      score: 0,
      shown: 0,
      band: 'very_low',
      heat: null,
    });
  });

  it('does not count an event before it occurred, and counts it from that very instant', () => {
    const events = [event('push_spray')];
    expect(attackFactor(events, DEFAULT_POLICY, 'standard', T0 - 1).score).toBe(0);
    expect(attackFactor(events, DEFAULT_POLICY, 'standard', T0).score).toBe(5.5);
  });

  it('counts an event that claims to be from the future from its receipt', () => {
    const early = { ...event('push_spray', T0 + 30 * DAY_MS), receivedAt: T0 };
    expect(attackFactor([early], DEFAULT_POLICY, 'standard', T0).score).toBe(5.5);
  });

  it('counts an event that was received late from when it occurred', () => {
    const late = { ...event('push_spray', T0 - 14 * DAY_MS), receivedAt: T0 };
    expect(attackFactor([late], DEFAULT_POLICY, 'standard', T0).score).toBe(2.75);
  });

  it('multiplies by criticality and caps at 10', () => {
    const events = [event('denied_then_approved')];
    expect(attackFactor(events, DEFAULT_POLICY, 'elevated', T0)).toMatchObject({
      uncapped: 11.875,
      score: 10,
      shown: 10,
    });
    expect(attackFactor(events, DEFAULT_POLICY, 'critical', T0).uncapped).toBe(14.25);
  });

  it('never scores a high-risk system event', () => {
    expect(attackFactor([event('high_risk_system_event')], DEFAULT_POLICY, 'critical', T0).heat).toBeNull();
  });

  it('does not overflow or vanish for a half-life of a minute and a half', () => {
    const policy = policyWith({ halfLifeDays: 0.001 });
    const factor = attackFactor(
      [event('push_spray'), event('push_spray', T0 - 365 * DAY_MS)],
      policy,
      'standard',
      T0,
    );
    expect(factor.uncapped).toBe(5.5);
    expect(factor.heat).toSatisfy(Number.isFinite);
  });

  it.each([2, 4, 6, 8])('is in the upper band at its own instant when it is exactly %d', (edge) => {
    for (const halfLifeDays of [0.01, 0.3, 1, 7, 14, 30, 365]) {
      const policy = policyWith({ halfLifeDays, weights: { push_spray: edge } });
      for (let offset = 0; offset < 200; offset += 1) {
        const at = T0 + offset * 7_777_777;
        const factor = attackFactor([event('push_spray', at)], policy, 'standard', at);
        expect(factor).toMatchObject({ uncapped: edge, shown: edge, band: bandOf(edge) });
        expect(attackFactorFromHeat(factor.heat, policy, at)).toMatchObject({
          shown: edge,
          band: bandOf(edge),
        });
      }
    }
  });

  it('is still in the upper band when it has decayed to exactly the edge', () => {
    for (const halfLifeDays of [0.01, 0.3, 1, 7, 14, 30, 365]) {
      const policy = policyWith({ halfLifeDays, weights: { push_spray: 8 } });
      for (let offset = 0; offset < 200; offset += 1) {
        const start = T0 + offset * 7_777_777;
        for (const [halvings, edge] of [
          [1, 4],
          [2, 2],
        ] as const) {
          const at = start + halvings * halfLifeDays * DAY_MS;
          const factor = attackFactor([event('push_spray', start)], policy, 'standard', at);
          expect(factor).toMatchObject({ uncapped: edge, shown: edge, band: bandOf(edge) });
          expect(attackFactorFromHeat(factor.heat, policy, at)).toMatchObject({
            shown: edge,
            band: bandOf(edge),
          });
        }
      }
    }
  });
});
