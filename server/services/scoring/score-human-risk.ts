import { z } from 'zod';
import { bandOf } from '@/domain/bands';
import { utcDay } from '@/domain/human-risk/factor-use';
import { humanRisk } from '@/domain/human-risk/human-risk';
import { commitSoon } from '@/server/data/database';
import { posturesOf } from '@/server/data/people/posture';
import { storeHumanRisk } from '@/server/data/scoring/human-risk';
import { beginRiskDay, currentSoftware, takeDuePeople } from '@/server/data/scoring/human-risk-due';
import { noteRises } from '@/server/services/notifications/note-happenings';
import { defineOperation } from '@/server/services/operation';
import { restateFactors } from './restate-factors';

/** People of one transaction: few enough that nobody waits for it long. */
const BATCH = 250;

const NO_POSTURE = { users: [], devices: [], factors: [], imported: [] };

/**
 * Reckons the human risk score of some of the people who are due: those whose posture changed and, once a UTC day,
 * everybody, because what is recoverable falls from day to day. Done in one transaction and from stored rows alone: killed
 * anywhere, it is done again and comes out the same.
 */
export const scoreHumanRisk = defineOperation({
  name: 'score-human-risk',
  http: 'internal',
  permission: 'people:read',
  input: z.object({}),
  /** How many people were reckoned, how many scores are other than before, and whether somebody may be due still. */
  output: z.object({ people: z.number().int(), changed: z.number().int(), more: z.boolean() }),
  audit: { none: 'It changes no setting: scores follow from what is stored.' },
  effect: 'write',
  run: async ({ accountId, tx, now, announce }) => {
    await commitSoon(tx);
    const day = utcDay(now);
    // A transaction of its own: who changes somebody's posture meanwhile waits for no more than that.
    if (await beginRiskDay(accountId, tx, day)) return { people: 0, changed: 0, more: true };
    const due = await takeDuePeople(accountId, tx, BATCH);
    if (due.length === 0) return { people: 0, changed: 0, more: false };
    const ids = due.map(({ personId }) => personId).sort();
    const restated = due.filter(({ factors }) => factors).map(({ personId }) => personId);
    if (restated.length > 0) await restateFactors(accountId, tx, restated.sort(), now);
    const postures = await posturesOf(accountId, tx, ids);
    const inUse = await currentSoftware(accountId, tx);
    const { written, changed, risen } = await storeHumanRisk(
      accountId,
      tx,
      day,
      ids.map((personId) => ({ personId, ...humanRisk(postures.get(personId) ?? NO_POSTURE, inUse, now) })),
    );
    const moves = risen.map(({ personId, from, to }) => ({ personId, from: bandOf(from), to: bandOf(to) }));
    await noteRises(accountId, tx, 'human_risk', moves, now);
    // Other words of the same evidence are news too, to whoever looks at them.
    if (written > 0) announce('people');
    return { people: due.length, changed, more: true };
  },
});
