import { bandFloorHeats, bandFromHeat } from '@/domain/scoring/heat';
import type { Transaction } from '@/server/data/database';
import { rulesOn } from '@/server/data/notifications/rules';
import { heatsOf } from '@/server/data/scoring/person-heat';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import { rescorePeople } from '@/server/services/scoring/rescore-people';
import { noteRises } from './note-happenings';

/**
 * Reckons people's heat anew after events were written, and puts into the outbox who rose into a band by that. Only
 * `attacked` are told of: who rises for another reason, by a criticality or because two people turned out to be one, was not
 * attacked just now. Policies, dispositions and what is forgotten score people without coming here, for the same reason.
 */
export async function rescoreAttacked(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  { attacked, now }: { readonly attacked: readonly string[]; readonly now: number },
): Promise<void> {
  const ids = [...new Set(attacked)];
  if (ids.length === 0 || (await rulesOn(accountId, tx, ['band'])).length === 0)
    return rescorePeople(accountId, tx, personIds);
  const { number, policy } = await currentPolicy(accountId, tx);
  const floors = bandFloorHeats(policy, now);
  const before = await heatsOf(accountId, tx, number, ids);
  await rescorePeople(accountId, tx, personIds);
  const after = await heatsOf(accountId, tx, number, ids);
  const moves = ids.map((personId) => ({
    personId,
    from: bandFromHeat(before.get(personId) ?? null, floors),
    to: bandFromHeat(after.get(personId) ?? null, floors),
  }));
  await noteRises(accountId, tx, 'attack_factor', moves, now);
}
