import { outcomeOfPerson } from '@/domain/people/person-outcome';
import { heatOf } from '@/domain/scoring/heat';
import type { Transaction } from '@/server/data/database';
import { scoredEventsOf } from '@/server/data/events/identity-events';
import { criticalitiesOf, storeHeats, storeStandings } from '@/server/data/scoring/person-heat';
import { writtenPolicies } from '@/server/data/scoring/scoring-policies';

/**
 * Reckons the heat of these people anew from their standing events, and stores it: under the current policy, and under
 * one that is being prepared, so that it is right at the moment of the switch. The caller has locked these people.
 */
export async function rescorePeople(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<void> {
  const ids = [...new Set(personIds)].sort();
  if (ids.length === 0) return;
  const { current, next } = await writtenPolicies(accountId, tx);
  const events = await scoredEventsOf(accountId, tx, ids);
  const criticalities = await criticalitiesOf(accountId, tx, ids);
  await storeHeats(
    accountId,
    tx,
    [current, ...(next === null ? [] : [next])].flatMap(({ number, policy }) =>
      ids.map((personId) => ({
        personId,
        policy: number,
        heat: heatOf(events.get(personId) ?? [], policy, criticalities.get(personId) ?? 'standard'),
      })),
    ),
  );
  await storeStandings(
    accountId,
    tx,
    ids.map((personId) => {
      const own = events.get(personId) ?? [];
      return {
        personId,
        events: own.length,
        lastEventAt: own.length === 0 ? null : Math.max(...own.map((event) => event.occurredAt)),
        outcome: outcomeOfPerson(own),
      };
    }),
  );
}
