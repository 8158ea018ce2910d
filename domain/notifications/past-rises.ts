import type { Band } from '@/domain/bands';
import { bandFloorHeats, bandFromHeat, heatOf } from '@/domain/scoring/heat';
import type { Criticality, ScoringPolicy } from '@/domain/scoring/policy';
import type { ScoredEvent } from '@/domain/scoring/scored-event';

/** A rise in the past: from one band to another, at the instant (epoch milliseconds) at which its events became known. */
export interface PastRise {
  readonly at: number;
  readonly from: Band;
  readonly to: Band;
}

/**
 * The rises of one person since an instant (epoch milliseconds), by the events that count now, each from when it became known.
 * The same arithmetic as when they came: heat before and after, both at that moment.
 */
export function pastRises(
  events: readonly ScoredEvent[],
  policy: ScoringPolicy,
  criticality: Criticality,
  since: number,
): PastRise[] {
  const knownAt = (event: ScoredEvent): number => event.receivedAt ?? event.occurredAt;
  const instants = [...new Set(events.map(knownAt))].filter((at) => at >= since).sort((a, b) => a - b);
  return instants.map((at) => {
    const floors = bandFloorHeats(policy, at);
    const bandOf = (counted: readonly ScoredEvent[]): Band =>
      bandFromHeat(heatOf(counted, policy, criticality), floors);
    return {
      at,
      from: bandOf(events.filter((event) => knownAt(event) < at)),
      to: bandOf(events.filter((event) => knownAt(event) <= at)),
    };
  });
}
