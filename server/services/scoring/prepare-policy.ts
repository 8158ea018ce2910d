import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import { heatOf } from '@/domain/scoring/heat';
import type { Transaction } from '@/server/data/database';
import { scoredEventsOf } from '@/server/data/events/identity-events';
import { storeHeats } from '@/server/data/scoring/person-heat';
import {
  countPrepared,
  findPreparation,
  lockUnprepared,
  moveOn,
  policiesAreDue,
  removeOldHeat,
  schedulePolicies,
  switchPolicy,
  takePreparation,
  unschedulePolicies,
} from '@/server/data/scoring/policy-preparation';
import {
  type NumberedPolicy,
  policiesToChange,
  writtenPolicies,
} from '@/server/data/scoring/scoring-policies';
import { defineOperation } from '@/server/services/operation';

/** So much a transaction: a fraction of a second, so that nobody who polls waits long. */
const PEOPLE = 500;
const OLD_HEATS = 5_000;

/** A worker that dies is missed after this long. */
const AGAIN_MS = 5_000;
/** Browsers are told no more often than this how far it is. */
const SAY_MS = 1_000;
/** How long somebody is waited for whom another transaction has in hand. */
const WAIT_MS = 200;
/** Pages that began under the policy before have ended by then: no transaction lasts longer than half of it. */
const OLD_HEAT_STAYS_MS = 120_000;

/** What a transaction did. `gone_through`: nobody was left to take; `nothing`: there is no next policy. */
type Step = 'busy' | 'more' | 'gone_through' | 'nothing';

/**
 * Writes everybody's heat under the next policy, a batch a transaction, and makes it the current one when all have it;
 * later removes the heat of policies that are no longer. Stopped or killed anywhere, the next call goes on with whoever
 * has none. Only one process at a time prepares for an account. What is scored meanwhile is scored under both policies.
 */
export const preparePolicy = defineOperation({
  name: 'prepare-policy',
  http: 'internal',
  permission: 'policy:write',
  input: z.object({}),
  output: z.object({ outcome: z.enum(['switched', 'nothing_left', 'busy', 'stopped']) }),
  audit: { entity: 'scoring policy' },
  effect: 'external',
  run: async ({ accountId, runtime, transaction, audit, announce }) => {
    let saidAt = -Infinity;
    for (;;) {
      if (runtime.stopping.aborted) return { outcome: 'stopped' as const };
      const say = runtime.now() - saidAt >= SAY_MS;
      const step = await transaction(async (tx) => {
        const done = await prepareBatch(accountId, tx, say);
        if (say && done === 'more') announce('policies');
        return done;
      });
      if (say) saidAt = runtime.now();
      if (step === 'busy') return { outcome: 'busy' as const };
      if (step === 'nothing') break;
      if (step === 'more') continue;
      const switched = await transaction(async (tx) => {
        if (!(await takePreparation(accountId, tx))) return null;
        const { current, next } = await policiesToChange(accountId, tx);
        if (next === null || !(await switchPolicy(accountId, tx, next.number, runtime.now()))) return null;
        await schedulePolicies(accountId, tx, OLD_HEAT_STAYS_MS);
        audit({
          entityId: String(next.number),
          before: { inForce: current.number },
          after: { inForce: next.number },
        });
        announce('policies', 'people', 'events');
        return next.number;
      });
      if (switched !== null) {
        runtime.log.info({ accountId, policy: switched }, 'scoring: a policy is in force');
        return { outcome: 'switched' as const };
      }
      await setTimeout(WAIT_MS);
    }
    return { outcome: await removeOld() };

    async function removeOld(): Promise<'nothing_left' | 'stopped'> {
      for (;;) {
        if (runtime.stopping.aborted) return 'stopped';
        const left = await transaction(async (tx) => {
          const { next } = await writtenPolicies(accountId, tx);
          // Handed over twice, before its time; or another was saved meanwhile, which is on the schedule by itself.
          if (next !== null || !(await policiesAreDue(accountId, tx))) return false;
          if ((await removeOldHeat(accountId, tx, OLD_HEATS)) > 0) return true;
          await unschedulePolicies(accountId, tx);
          return false;
        });
        if (!left) return 'nothing_left';
      }
    }
  },
});

async function prepareBatch(accountId: string, tx: Transaction, count: boolean): Promise<Step> {
  if (!(await takePreparation(accountId, tx))) return 'busy';
  const { next } = await writtenPolicies(accountId, tx);
  const preparation = next === null ? null : await findPreparation(accountId, tx);
  if (next === null || preparation === null) return 'nothing';
  await schedulePolicies(accountId, tx, AGAIN_MS);
  const last = await writeBatch(accountId, tx, next, preparation.after);
  await moveOn(accountId, tx, next.number, last);
  if (count) await countPrepared(accountId, tx, next.number);
  // At the end of a round another begins, for whoever was in other hands.
  return last === null && preparation.after === null ? 'gone_through' : 'more';
}

/** Writes the heat of the next people after one; returns the last of them, or null where there were none. */
async function writeBatch(
  accountId: string,
  tx: Transaction,
  { number, policy }: NumberedPolicy,
  after: string | null,
): Promise<string | null> {
  const people = await lockUnprepared(accountId, tx, { number, after }, PEOPLE);
  const ids = people.map(({ id }) => id);
  const events = await scoredEventsOf(accountId, tx, ids);
  await storeHeats(
    accountId,
    tx,
    people.map(({ id, criticality }) => ({
      personId: id,
      policy: number,
      heat: heatOf(events.get(id) ?? [], policy, criticality),
    })),
  );
  return ids.at(-1) ?? null;
}
