import { heatOf } from '@/domain/scoring/heat';
import type { Transaction } from '@/server/data/database';
import { scoredEventsOf } from '@/server/data/identity-events';
import { criticalitiesOf, storeStandings } from '@/server/data/person-heat';
import { currentPolicy } from '@/server/data/scoring-policies';

/** Reckons the heat of these people anew from their standing events, and stores it. */
export async function rescorePeople(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
): Promise<void> {
  const ids = [...new Set(personIds)].sort();
  if (ids.length === 0) return;
  const { number, policy } = await currentPolicy(accountId, tx);
  const events = await scoredEventsOf(accountId, tx, ids);
  const criticalities = await criticalitiesOf(accountId, tx, ids);
  await storeStandings(
    accountId,
    tx,
    number,
    ids.map((personId) => {
      const own = events.get(personId) ?? [];
      return {
        personId,
        heat: heatOf(own, policy, criticalities.get(personId) ?? 'standard'),
        events: own.length,
        lastEventAt: own.length === 0 ? null : Math.max(...own.map((event) => event.occurredAt)),
      };
    }),
  );
}
