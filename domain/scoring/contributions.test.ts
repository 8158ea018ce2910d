import { describe, expect, it } from 'vitest';
import type { EventKind } from '@/domain/event-catalogue';
import { attackFactor } from './attack-factor';
import { capBar, contributions, withoutEvent } from './contributions';
import { DEFAULT_POLICY } from './policy';
import { DAY_MS, type ScoredEvent } from './scored-event';

const T0 = Date.parse('2026-11-01T00:00:00Z');
const event = (id: string, kind: EventKind, daysAgo = 0, confidence = 1): ScoredEvent => ({
  id,
  kind,
  occurredAt: T0 - daysAgo * DAY_MS,
  confidence,
});

describe('contributions', () => {
  it('say who leads, who is shared and at which rank a repeat stands', () => {
    const events = [event('a', 'novel_asn', 14), event('b', 'novel_asn'), event('c', 'push_harassment')];
    const bars = contributions(events, DEFAULT_POLICY, 'elevated', T0);
    expect(bars.map(({ event: { id }, reason, rank }) => [id, reason.is, rank])).toEqual([
      ['c', 'leads', 1],
      ['b', 'shared', 1],
      ['a', 'shared', 2],
    ]);
    expect(bars.map((bar) => bar.undamped)).toEqual([9.375, 2.25, 1.125]);
    expect(bars[2]?.value).toBeCloseTo((0.2 * 1.125) / 2 ** 1.5, 14);
  });

  it('give a tie between leaders to the lower kind id, whatever the order of arrival', () => {
    const events = [
      event('a', 'tampered_cookie'),
      event('b', 'user_marked_fraud'),
      event('c', 'push_harassment'),
    ];
    for (const order of [events, [...events].reverse()]) {
      const leader = contributions(order, DEFAULT_POLICY, 'standard', T0).find(
        (bar) => bar.reason.is === 'leads',
      );
      expect(leader?.kind).toBe('push_harassment');
    }
  });

  it('give a tie inside a family to the lower kind id', () => {
    const events = [event('a', 'unusual_time'), event('b', 'unusual_application')];
    const bars = contributions(events, DEFAULT_POLICY, 'standard', T0);
    expect(bars.map(({ kind, value, reason }) => ({ kind, value, reason }))).toEqual([
      { kind: 'unusual_application', value: 1, reason: { is: 'leads' } },
      { kind: 'unusual_time', value: 0, reason: { is: 'same_cause_as', kind: 'unusual_application' } },
    ]);
  });

  it('show an unscored event at 0 and leave out one that does not count yet', () => {
    const events = [event('a', 'high_risk_system_event'), event('b', 'push_spray', -1)];
    expect(contributions(events, DEFAULT_POLICY, 'standard', T0)).toEqual([
      {
        event: events[0],
        kind: 'high_risk_system_event',
        value: 0,
        undamped: 0,
        rank: 1,
        reason: { is: 'unscored' },
      },
    ]);
  });

  it('leave the cap to a bar of its own', () => {
    expect(capBar(11.66)).toBeCloseTo(-1.66, 12);
    expect(capBar(10)).toBe(0);
    expect(capBar(3)).toBe(0);
  });
});

describe('without this event', () => {
  it('is a new score, not the score less the bar', () => {
    const leader = event('a', 'push_harassment');
    const events = [leader, event('b', 'push_spray')];
    const rest = withoutEvent(events, leader, DEFAULT_POLICY, 'standard', T0);
    expect(attackFactor(events, DEFAULT_POLICY, 'standard', T0).score).toBeCloseTo(8.6, 12);
    expect(rest.score).toBe(5.5);
  });
});
