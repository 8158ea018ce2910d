import { describe, expect, it } from 'vitest';
import { attackFactor } from './attack-factor';
import { DEFAULT_POLICY } from './policy';
import { scoreSeries } from './score-series';
import { DAY_MS, type ScoredEvent } from './scored-event';

const T0 = Date.parse('2026-11-01T00:00:00Z');
const events: ScoredEvent[] = [
  { kind: 'denied_then_approved', occurredAt: T0 + 5 * DAY_MS + 123, confidence: 1 },
  { kind: 'novel_asn', occurredAt: T0 + DAY_MS + 77, confidence: 0.8 },
  { kind: 'high_risk_system_event', occurredAt: T0 + 3 * DAY_MS + 1, confidence: 1 },
];
const span = { from: T0, to: T0 + 30 * DAY_MS, steps: 30, now: T0 + 10 * DAY_MS + 1 };
const series = scoreSeries(events, DEFAULT_POLICY, 'critical', span);

describe('score over time', () => {
  it('is the attack factor at every point, with the value before each jump beside the value after it', () => {
    const before = new Map<number, number>();
    for (const point of series) {
      const factor = attackFactor(events, DEFAULT_POLICY, 'critical', point.at);
      if (point.score !== factor.score) before.set(point.at, point.score);
    }
    expect([...before.keys()]).toEqual([T0 + DAY_MS + 77, T0 + 5 * DAY_MS + 123]);
    expect(before.get(T0 + DAY_MS + 77)).toBe(0);
    expect(before.get(T0 + 5 * DAY_MS + 123)).toBeCloseTo(
      1.44 * 1.5 * 2 ** (-(4 * DAY_MS + 46) / (14 * DAY_MS)),
      12,
    );
  });

  it('runs from one end to the other in order, with even steps between', () => {
    const instants = series.map((point) => point.at);
    expect(instants).toEqual([...instants].sort((a, b) => a - b));
    for (let step = 0; step <= 30; step += 1) expect(instants).toContain(T0 + step * DAY_MS);
    expect(instants[0]).toBe(span.from);
    expect(instants.at(-1)).toBe(span.to);
  });

  it('marks what lies after now as projected and has a point at now', () => {
    expect(series.find((point) => point.at === span.now)?.projected).toBe(false);
    for (const point of series) expect(point.projected).toBe(point.at > span.now);
  });

  it('has a point where the score leaves the cap', () => {
    const first = series.find((point) => point.at > T0 + 6 * DAY_MS && point.score < 10);
    const atCap = attackFactor(events, DEFAULT_POLICY, 'critical', (first?.at ?? 0) - 1);
    expect(atCap.score).toBe(10);
  });

  it('is a flat line at 0 without events', () => {
    const quiet = scoreSeries([], DEFAULT_POLICY, 'standard', { ...span, steps: 2 });
    expect(quiet.map((point) => point.score)).toEqual([0, 0, 0, 0]);
  });

  it('is one point when the span is an instant', () => {
    const instant = T0 + 6 * DAY_MS;
    expect(
      scoreSeries(events, DEFAULT_POLICY, 'standard', { ...span, from: instant, to: instant }),
    ).toHaveLength(1);
  });
});
