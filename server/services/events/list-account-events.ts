import { z } from 'zod';
import { instantSchema, integrationIdSchema } from '@/domain/identifiers';
import { rangeWindow } from '@/domain/range-window';
import { Refusal } from '@/domain/refusal';
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
    /** Only what occurred between these instants, half open; not beside a range. */
    from: instantSchema.optional(),
    to: instantSchema.optional(),
    /** Only what became known after this instant. */
    known: instantSchema.optional(),
    integration: integrationIdSchema.optional(),
    cursor: z.string().max(500).optional(),
  }),
  output: accountEventsPageSchema,
  audit: { none: 'Listing events opens no raw record.' },
  effect: 'read',
  run: async ({ accountId, tx, now }, { rule, range, integration, cursor, ...input }) => {
    const after = readCursor(cursorSchema, cursor);
    if (range !== undefined && (input.from ?? input.to) !== undefined)
      throw Refusal.invalid('range', 'range: leave it out beside from and to, which say the time already.');
    const filter = {
      rule,
      from: range === undefined ? instantOf(input.from) : rangeWindow(range, now).from,
      to: instantOf(input.to),
      recordedSince: instantOf(input.known),
      integrationId: integration,
    };
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

function instantOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : Date.parse(text);
}
