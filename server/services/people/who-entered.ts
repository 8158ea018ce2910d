import { BAND_FACTS, type Band } from '@/domain/bands';
import { attackFactorFromHeat } from '@/domain/scoring/attack-factor';
import { bandFloorHeats, heatOf } from '@/domain/scoring/heat';
import type { News } from '@/domain/views/since';
import type { Transaction } from '@/server/data/database';
import { countedEventsAt } from '@/server/data/detection/known-events';
import { criticalitiesAt } from '@/server/data/scoring/criticality-history';
import { decisionsSince, peopleWhoMayHaveRisen } from '@/server/data/scoring/risen-people';
import { currentPolicy, policyAt } from '@/server/data/scoring/scoring-policies';
import { presentFactor } from './present-person';

/** So many of the hottest are compared with what they were: more than are ever Medium at once but under a flood. */
const MOST_COMPARED = 20_000;
/** So many at a time, so that their events are never in memory all together. */
const AT_ONCE = 2_000;

/**
 * Who is in a higher band than at an instant (epoch milliseconds), Medium at least, the highest first. `compared` is null
 * where everybody was who may be, else how many of the highest were.
 */
export async function whoEntered(
  accountId: string,
  tx: Transaction,
  since: number,
  now: number,
  most = MOST_COMPARED,
): Promise<Pick<News, 'policy' | 'entered' | 'compared'>> {
  const current = await currentPolicy(accountId, tx);
  const then = await policyAt(accountId, tx, since);
  const candidates = await peopleWhoMayHaveRisen(
    accountId,
    tx,
    current.number,
    bandFloorHeats(current.policy, now).medium,
    {
      since,
      isAnybody: then.number !== current.number || (await decisionsSince(accountId, tx, since)),
      limit: most + 1,
    },
  );
  const entered: News['entered'] = [];
  for (let first = 0; first < Math.min(most, candidates.length); first += AT_ONCE) {
    const some = candidates.slice(first, Math.min(most, first + AT_ONCE));
    const ids = some.map(({ id }) => id);
    const events = await countedEventsAt(accountId, tx, ids, since);
    const criticalities = await criticalitiesAt(accountId, tx, ids, since);
    for (const { id, name, heat } of some) {
      const heatThen = heatOf(events.get(id) ?? [], then.policy, criticalities.get(id) ?? 'standard');
      const from = presentFactor(attackFactorFromHeat(heatThen, then.policy, since));
      const to = presentFactor(attackFactorFromHeat(heat, current.policy, now));
      if (indexOf(to.band) > indexOf(from.band)) entered.push({ person: { id, name }, from, to });
    }
  }
  return { policy: current.number, entered, compared: candidates.length > most ? most : null };
}

function indexOf(band: Band): number {
  return BAND_FACTS[band].index;
}
