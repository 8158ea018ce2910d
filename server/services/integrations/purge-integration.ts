import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import type { Transaction } from '@/server/data/database';
import { addDue } from '@/server/data/detection/detection-due';
import { forgetHabits } from '@/server/data/detection/person-habits';
import { allAttackers } from '@/server/data/detection/source-attacks';
import { purgeAccountEvents } from '@/server/data/events/account-events';
import {
  holdRemoval,
  listRemovals,
  purgePeople,
  purgeRecords,
  purgeSignals,
  type Removal,
  removeIntegration,
} from '@/server/data/integrations/integration-removal';
import { holdIntegration } from '@/server/data/integrations/integrations';
import { restateCriticality } from '@/server/data/scoring/criticality';
import { markHumanRiskDue } from '@/server/data/scoring/human-risk-due';
import { defineOperation } from '@/server/services/operation';
import { rescorePeople } from '@/server/services/scoring/rescore-people';

/** So much a transaction: a second of work at most, so that nobody who polls waits long. */
const PEOPLE = 100;
const SIGNALS = 5_000;
const RECORDS = 5_000;

/**
 * Goes on with the removal of one integration, a piece a transaction, until nothing is left or the process is to stop.
 * Stopped or killed anywhere, the next call goes on with what is there. Only one process at a time removes one.
 */
export const purgeIntegration = defineOperation({
  name: 'purge-integration',
  http: 'internal',
  permission: 'integrations:write',
  input: z.object({ id: integrationIdSchema }),
  output: z.object({ outcome: z.enum(['done', 'busy', 'stopped']) }),
  audit: { entity: 'integration' },
  effect: 'external',
  run: async ({ accountId, runtime, transaction, audit, announce }, { id }) => {
    for (;;) {
      if (runtime.stopping.aborted) return { outcome: 'stopped' as const };
      const step = await transaction(async (tx): Promise<'done' | 'busy' | 'more'> => {
        if (!(await holdRemoval(tx, id))) return 'busy';
        // Before people are held, as whoever erases one of them does.
        await holdIntegration(accountId, tx, id);
        const removal = (await listRemovals(accountId, tx)).find((candidate) => candidate.id === id);
        if (removal === undefined) return 'done';
        const left = await removePiece(accountId, tx, removal, runtime.now());
        announce('integrations', ...(removal.state === 'purging' ? (['people', 'events'] as const) : []));
        if (left) return 'more';
        if (removal.state === 'purging') {
          await removeIntegration(accountId, tx, id);
          // They were learnt from its sign-ins, and attacks on many people told by them, too.
          await forgetHabits(accountId, tx);
          const attackers = await allAttackers(accountId, tx);
          await addDue(
            accountId,
            tx,
            attackers.map(({ network, ...span }) => ({ subject: 'network', name: network, ...span })),
          );
          audit({ entityId: id, before: { name: removal.name, state: removal.state }, after: null });
        }
        return 'done';
      });
      if (step !== 'more') return { outcome: step };
    }
  },
});

/** One piece; false where there was nothing left to remove. */
async function removePiece(
  accountId: string,
  tx: Transaction,
  removal: Removal,
  now: number,
): Promise<boolean> {
  if (removal.state === 'purging') {
    const { people, events, staying } = await purgePeople(accountId, tx, removal.id, PEOPLE);
    if (people + events + staying.length > 0) {
      // What the directory said of their groups is gone with it.
      await restateCriticality(accountId, tx, { seen: staying }, now);
      await rescorePeople(accountId, tx, staying);
      await markHumanRiskDue(accountId, tx, staying);
      return true;
    }
    if ((await purgeAccountEvents(accountId, tx, removal.id, RECORDS)) > 0) return true;
    if ((await purgeSignals(accountId, tx, removal.id, SIGNALS)) !== null) return true;
  }
  return (await purgeRecords(accountId, tx, removal, RECORDS)) > 0;
}
