import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import { rangeWindow } from '@/domain/range-window';
import { accountEventsPageSchema, systemRuleSchema } from '@/domain/views/account-event';
import { rangeSchema } from '@/domain/views/dashboard';
import { listAccountEventRows } from '@/server/data/events/account-events';
import { defineOperation } from '@/server/services/operation';
import { cursorInstantSchema, readCursor, writeCursor } from '@/server/services/page-cursor';
import { presentAccountEvent } from './present-account-event';

const PAGE = 6;
const cursorSchema = z.object({ occurredAt: cursorInstantSchema, id: z.uuid() });

/** What was done to the account itself that is of high risk, newest first. */
export const listAccountEvents = defineOperation({
  name: 'list-account-events',
  http: { method: 'GET', path: '/api/v1/account-events' },
  permission: 'people:read',
  input: z.object({
    rule: systemRuleSchema.optional(),
    range: rangeSchema.optional(),
    integration: integrationIdSchema.optional(),
    cursor: z.string().max(500).optional(),
  }),
  output: accountEventsPageSchema,
  audit: { none: 'Listing events opens no raw record.' },
  effect: 'read',
  run: async ({ accountId, tx, now }, { rule, range, integration, cursor }) => {
    const after = readCursor(cursorSchema, cursor);
    const from = range === undefined ? undefined : rangeWindow(range, now).from;
    const filter = { rule, from, integrationId: integration };
    const rows = await listAccountEventRows(accountId, tx, filter, after, PAGE + 1);
    const shown = rows.slice(0, PAGE);
    const last = shown.at(-1);
    return {
      at: new Date(now).toISOString(),
      events: shown.map(presentAccountEvent),
      nextCursor:
        rows.length <= PAGE || last === undefined
          ? null
          : writeCursor({ occurredAt: last.occurredAt, id: last.id }),
    };
  },
});
