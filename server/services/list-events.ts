import { z } from 'zod';
import { integrationIdSchema, personIdSchema } from '@/domain/identifiers';
import { rangeWindow } from '@/domain/range-window';
import { rangeSchema } from '@/domain/views/dashboard';
import { decidedAsSchema } from '@/domain/views/disposition';
import { eventsPageSchema, kindSchema, outcomeSchema } from '@/domain/views/person';
import { listEventRows } from '@/server/data/event-list';
import { currentPolicy } from '@/server/data/scoring-policies';
import { defineOperation } from './operation';
import { cursorInstantSchema, readCursor, writeCursor } from './page-cursor';
import { presentEvents, settingOf } from './present-events';

const PAGE = 50;
const cursorSchema = z.object({ occurredAt: cursorInstantSchema, id: z.uuid() });

/** Identity events, newest first. */
export const listEvents = defineOperation({
  name: 'list-events',
  http: { method: 'GET', path: '/api/v1/events' },
  permission: 'people:read',
  input: z.object({
    kind: kindSchema.optional(),
    outcome: outcomeSchema.optional(),
    disposition: decidedAsSchema.optional(),
    person: personIdSchema.optional(),
    integration: integrationIdSchema.optional(),
    range: rangeSchema.optional(),
    cursor: z.string().max(500).optional(),
  }),
  output: eventsPageSchema,
  audit: { none: 'Listing events opens no raw record.' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now }, input) => {
    const { policy } = await currentPolicy(accountId, tx);
    const window = input.range === undefined ? null : rangeWindow(input.range, now);
    const rows = await listEventRows(
      accountId,
      tx,
      {
        personId: input.person,
        integrationId: input.integration,
        kind: input.kind,
        outcome: input.outcome,
        disposition: input.disposition,
        from: window?.from,
        to: window?.to,
      },
      readCursor(cursorSchema, input.cursor),
      PAGE + 1,
    );
    const shown = rows.slice(0, PAGE);
    const last = shown.at(-1);
    return {
      at: new Date(now).toISOString(),
      events: presentEvents(shown, await settingOf(accountId, tx, shown, { actor, policy, now })),
      nextCursor:
        rows.length <= PAGE || last === undefined
          ? null
          : writeCursor({ occurredAt: last.occurredAt.getTime(), id: last.id }),
    };
  },
});
