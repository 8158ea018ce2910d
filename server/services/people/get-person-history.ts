import { z } from 'zod';
import { personIdSchema } from '@/domain/identifiers';
import { actWords, eventWords, LOOKS, VIEWINGS } from '@/domain/people/history-words';
import { type PersonHistory, personHistorySchema } from '@/domain/views/history';
import { entriesOfPerson, type PersonEntry } from '@/server/data/audit/audit-log';
import { type EventStep, eventStepsOf } from '@/server/data/detection/known-events';
import { idsOfPerson } from '@/server/data/people/merge-people';
import { actorMay } from '@/server/services/actor';
import { beginsViewingPart } from '@/server/services/audit/viewing';
import { defineOperation } from '@/server/services/operation';
import { cursorInstantSchema, readCursor, writeCursor } from '@/server/services/page-cursor';
import { findPerson } from './grounds';

const PAGE = 100;

/** Where the next page begins: after the last act and the last step that were shown. */
const cursorSchema = z.object({
  act: z
    .string()
    .regex(/^\d{1,18}$/)
    .nullable(),
  step: z
    .object({
      at: cursorInstantSchema,
      occurredAt: cursorInstantSchema,
      id: z.uuid(),
      version: z.int().min(1).max(1_000_000_000),
      did: z.enum(['found', 'changed', 'took_back']),
    })
    .nullable(),
});
type Cursor = z.output<typeof cursorSchema>;

/** What Parapet and its members did about a person, page by page, and for those who may read the audit log, who looked. */
export const getPersonHistory = defineOperation({
  name: 'get-person-history',
  http: { method: 'GET', path: '/api/v1/people/:id/history' },
  permission: 'people:read',
  input: z.object({
    id: personIdSchema,
    /** Whether who looked in passing is among it, for those who may see that; who revealed a name always is. */
    viewings: z.enum(['with', 'without'], 'viewings: use one of with, without.').default('with'),
    cursor: z.string().max(500).optional(),
  }),
  output: personHistorySchema,
  audit: { entity: 'person' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now, audit }, { id: asked, viewings, cursor }) => {
    const { person } = await findPerson(accountId, tx, asked);
    if (await beginsViewingPart(accountId, tx, actor, { personId: person.id, part: 'history' }, now))
      audit({ entityId: person.id, after: {} });
    const mayShowViewings = actorMay(actor, 'audit:read');
    const withViewings = mayShowViewings && viewings === 'with';
    const without = mayShowViewings ? LOOKS : VIEWINGS;
    const ids = await idsOfPerson(accountId, tx, person.id);
    const after: Cursor = readCursor(cursorSchema, cursor) ?? { act: null, step: null };
    const acts = await entriesOfPerson(accountId, tx, ids, {
      without: withViewings ? [] : without,
      below: after.act === null ? null : BigInt(after.act),
      limit: PAGE + 1,
    });
    const steps = await eventStepsOf(accountId, tx, person.id, { after: after.step, limit: PAGE + 1 });
    const { entries, next } = firstOf(acts, steps, after);
    return {
      at: new Date(now).toISOString(),
      entries,
      withViewings,
      mayShowViewings,
      nextCursor: next === null ? null : writeCursor(next),
    };
  },
});

/** The newest of both, each in its own order, and where what is left of them begins. */
function firstOf(
  acts: readonly PersonEntry[],
  steps: readonly EventStep[],
  after: Cursor,
): { entries: PersonHistory['entries']; next: Cursor | null } {
  const entries: PersonHistory['entries'] = [];
  const next = { ...after };
  let [act, step] = [0, 0];
  while (entries.length < PAGE) {
    const [ofActs, ofSteps] = [acts[act], steps[step]];
    if (ofActs !== undefined && (ofSteps === undefined || ofActs.at >= ofSteps.at)) {
      entries.push(entryOfAct(ofActs));
      next.act = ofActs.seq.toString();
      act += 1;
    } else if (ofSteps !== undefined) {
      const { id, version, did } = ofSteps;
      entries.push(entryOfStep(ofSteps));
      next.step = { id, version, did, at: ofSteps.at.getTime(), occurredAt: ofSteps.occurredAt.getTime() };
      step += 1;
    } else break;
  }
  return { entries, next: act < acts.length || step < steps.length ? next : null };
}

function entryOfAct(act: PersonEntry): PersonHistory['entries'][number] {
  return {
    key: `act-${act.seq}`,
    at: act.at.toISOString(),
    by: act.actorName,
    ...actWords(act),
    viewing: VIEWINGS.includes(act.action),
  };
}

function entryOfStep(step: EventStep): PersonHistory['entries'][number] {
  return {
    key: `${step.id}-${step.version}-${step.did}`,
    at: step.at.toISOString(),
    by: null,
    ...eventWords({ ...step, occurredAt: step.occurredAt.toISOString() }),
    viewing: false,
  };
}
