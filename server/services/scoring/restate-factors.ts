import { attackersSignIns, factorUse } from '@/domain/human-risk/factor-use';
import type { Transaction } from '@/server/data/database';
import {
  attackTraces,
  type PersonFactorUse,
  putFactorUses,
  removeFactorUses,
  storedSuccesses,
} from '@/server/data/scoring/person-factors';

/** People whose sign-ins of 90 days are in memory together. */
const AT_ONCE = 20;

/**
 * Puts right which factors these people use, after identity events of theirs were raised, retracted or dismissed: a
 * sign-in may turn out to be an attacker's only later, or not to be one. Uses of which no record is here any more stay.
 */
export async function restateFactors(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  now: number,
): Promise<void> {
  for (let at = 0; at < personIds.length; at += AT_ONCE)
    await restateSome(accountId, tx, personIds.slice(at, at + AT_ONCE), now);
}

async function restateSome(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  now: number,
): Promise<void> {
  const successes = await storedSuccesses(accountId, tx, personIds, now);
  const traces = await attackTraces(accountId, tx, personIds);
  for (const integrationId of new Set(successes.map((success) => success.integrationId))) {
    const shown: PersonFactorUse[] = [];
    const attackers: PersonFactorUse[] = [];
    for (const personId of personIds) {
      const own = successes.filter(
        (success) => success.personId === personId && success.integrationId === integrationId,
      );
      const attacks = traces.get(personId) ?? [];
      const uses = factorUse(own, attacks);
      shown.push(...uses.map((use) => ({ personId, ...use })));
      // Days on which an attacker used a factor; those on which its owner did too are put again after.
      for (const success of own.filter(attackersSignIns(attacks)))
        attackers.push(...factorUse([success], []).map((use) => ({ personId, ...use })));
    }
    await removeFactorUses(accountId, tx, integrationId, attackers);
    await putFactorUses(accountId, tx, integrationId, shown);
  }
}
