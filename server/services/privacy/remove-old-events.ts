import { retentionCutoff } from '@/domain/retention';
import { leastEventDays, readsTheSame } from '@/domain/scoring/faded';
import type { ScoringPolicy } from '@/domain/scoring/policy';
import type { Transaction } from '@/server/data/database';
import { scoredEventsOf } from '@/server/data/events/identity-events';
import { lockPeople } from '@/server/data/people/merge-people';
import {
  peopleOfOldEvents,
  removeOldEvents,
  removeWhatOldEventsLeft,
} from '@/server/data/privacy/old-events';
import { criticalitiesOf } from '@/server/data/scoring/person-heat';
import { policyPointers } from '@/server/data/scoring/scoring-policies';
import { rescorePeople } from '@/server/services/scoring/rescore-people';

/** What is asked of the days for which events are kept: never fewer than scores and charts are reckoned from. */
export interface EventsKept {
  readonly least: number;
  readonly policy: ScoringPolicy;
}

/** For how many days the account keeps events at least, by the policy that is in force and one that is about to be. */
export async function eventsKept(accountId: string, tx: Transaction): Promise<EventsKept> {
  // Not held: policies are held after people are locked, never before.
  const { current, next } = await policyPointers(accountId, tx);
  return {
    least: leastEventDays([current.policy, ...(next === null ? [] : [next.policy])]),
    policy: current.policy,
  };
}

/** Before which instant events go (epoch milliseconds): a policy that remembers longer keeps them longer, whatever was set. */
export function eventsCutoff(days: number, { least }: EventsKept, now: number): number {
  return retentionCutoff(Math.max(days, least), now);
}

/**
 * Removes about `limit` of the oldest events that are kept no longer, and when there are none, what they left. Nobody reads
 * another number in another band by it, of today or in a chart: events go when they have faded, and those of somebody who
 * stands on the edge of a number a little later. Returns how many rows went.
 */
export async function removeFadedEvents(
  accountId: string,
  tx: Transaction,
  { days, now, limit }: { readonly days: number; readonly now: number; readonly limit: number },
): Promise<number> {
  const kept = await eventsKept(accountId, tx);
  const before = eventsCutoff(days, kept, now);
  const whose = [
    ...(await lockPeople(accountId, tx, await peopleOfOldEvents(accountId, tx, before, limit))).keys(),
  ];
  const events = await scoredEventsOf(accountId, tx, whose);
  const criticalities = await criticalitiesOf(accountId, tx, whose);
  const ready = whose.filter((id) => {
    const own = events.get(id) ?? [];
    const staying = own.filter(({ occurredAt }) => occurredAt >= before);
    return readsTheSame(own, staying, kept.policy, criticalities.get(id) ?? 'standard', now);
  });
  const removed = await removeOldEvents(accountId, tx, ready, before);
  await rescorePeople(accountId, tx, ready);
  return removed > 0 ? removed : removeWhatOldEventsLeft(accountId, tx, before);
}
