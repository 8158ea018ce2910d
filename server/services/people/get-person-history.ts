import { z } from 'zod';
import { personIdSchema } from '@/domain/identifiers';
import { actWords, eventWords, VIEWINGS } from '@/domain/people/history-words';
import { type PersonHistory, personHistorySchema } from '@/domain/views/history';
import { entriesOfPerson } from '@/server/data/audit/audit-log';
import { eventStepsOf } from '@/server/data/detection/known-events';
import { idsOfPerson } from '@/server/data/people/merge-people';
import { actorMay } from '@/server/services/actor';
import { defineOperation } from '@/server/services/operation';
import { findPerson } from './grounds';

const MOST_ENTRIES = 200;

/** What Parapet and its members did about a person, and for those who may read the audit log, who looked. */
export const getPersonHistory = defineOperation({
  name: 'get-person-history',
  http: { method: 'GET', path: '/api/v1/people/:id/history' },
  permission: 'people:read',
  input: z.object({ id: personIdSchema }),
  output: personHistorySchema,
  audit: { none: 'It is part of the profile, of which the audit log keeps who viewed it.' },
  effect: 'read',
  run: async ({ accountId, actor, tx }, { id: asked }) => {
    const { person } = await findPerson(accountId, tx, asked);
    const withViewings = actorMay(actor, 'audit:read');
    const ids = await idsOfPerson(accountId, tx, person.id);
    const acts = await entriesOfPerson(accountId, tx, ids, {
      without: withViewings ? [] : VIEWINGS,
      limit: MOST_ENTRIES + 1,
    });
    const steps = await eventStepsOf(accountId, tx, person.id, MOST_ENTRIES + 1);
    const entries: PersonHistory['entries'] = [
      ...acts.map((act) => ({
        key: `act-${act.seq}`,
        at: act.at.toISOString(),
        by: act.actorName,
        ...actWords(act),
        viewing: VIEWINGS.includes(act.action),
      })),
      ...steps.map((step) => ({
        key: `${step.id}-${step.version}-${step.did}`,
        at: step.at.toISOString(),
        by: null,
        ...eventWords({ ...step, occurredAt: step.occurredAt.toISOString() }),
        viewing: false,
      })),
    ].sort((a, b) => (a.at === b.at ? 0 : a.at < b.at ? 1 : -1));
    return { entries: entries.slice(0, MOST_ENTRIES), withViewings, more: entries.length > MOST_ENTRIES };
  },
});
