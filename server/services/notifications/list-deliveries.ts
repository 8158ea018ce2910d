import { z } from 'zod';
import { DELIVERY_STATES } from '@/domain/notifications/delivery';
import { type Deliveries, deliveriesSchema } from '@/domain/views/notification';
import { listDeliveryRows } from '@/server/data/notifications/deliveries';
import { defineOperation } from '@/server/services/operation';
import { cursorInstantSchema, readCursor, writeCursor } from '@/server/services/page-cursor';
import { presentFault } from './list-notification-rules';
import { receiversOf } from './receivers';

const PAGE = 25;
const cursorSchema = z.object({ at: cursorInstantSchema, id: z.uuid() });

/** What became of notifications: each delivery to each receiver, newest first, narrowed as asked. */
export const listDeliveries = defineOperation({
  name: 'list-notification-deliveries',
  http: { method: 'GET', path: '/api/v1/notification-deliveries' },
  permission: 'notifications:read',
  input: z.object({
    state: z.enum(DELIVERY_STATES, `state: use one of ${DELIVERY_STATES.join(', ')}.`).optional(),
    /** The id of a rule. */
    rule: z.uuid('rule: name one by its id.').optional(),
    cursor: z.string().max(500).optional(),
  }),
  output: deliveriesSchema,
  audit: { none: 'It names members, and no person.' },
  effect: 'read',
  run: async ({ accountId, tx, now }, { state, rule: ruleId, cursor }): Promise<Deliveries> => {
    const after = readCursor(cursorSchema, cursor);
    const rows = await listDeliveryRows(accountId, tx, { state, ruleId }, after, PAGE + 1);
    const shown = rows.slice(0, PAGE);
    const members = await receiversOf(accountId, tx, now);
    const last = shown.at(-1);
    return {
      at: new Date(now).toISOString(),
      deliveries: shown.map((row) => ({
        ...{ id: row.id, kind: row.kind, rule: row.ruleName, isTest: row.isTest },
        ...{ happenings: row.happenings, channel: row.channel, state: row.state, attempts: row.attempts },
        at: row.madeAt.toISOString(),
        to: members.get(row.memberId ?? '')?.name ?? 'a former member',
        nextTryAt: row.nextTryAt?.toISOString() ?? null,
        settledAt: row.settledAt?.toISOString() ?? null,
        fault: row.reason === null ? null : presentFault(row.reason),
      })),
      nextCursor:
        rows.length <= PAGE || last === undefined
          ? null
          : writeCursor({ at: last.madeAt.getTime(), id: last.id }),
    };
  },
});
