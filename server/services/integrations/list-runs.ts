import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { runsPageSchema } from '@/domain/views/run';
import { findIntegration } from '@/server/data/integrations/integrations';
import { listRunRows } from '@/server/data/integrations/runs';
import { defineOperation } from '@/server/services/operation';
import { cursorInstantSchema, readCursor, writeCursor } from '@/server/services/page-cursor';
import { presentRun } from './present-run';
import { runFilterOf, runFilterSchema } from './run-filter';

const PAGE = 25;
const cursorSchema = z.object({ startedAt: cursorInstantSchema, id: z.uuid() });

/** Runs of an integration, newest first, narrowed as asked. */
export const listRuns = defineOperation({
  name: 'list-runs',
  http: { method: 'GET', path: '/api/v1/integrations/:id/runs' },
  permission: 'integrations:read',
  input: runFilterSchema.extend({ id: integrationIdSchema, cursor: z.string().max(500).optional() }),
  output: runsPageSchema,
  audit: { none: 'Runs hold counts and causes, no records.' },
  effect: 'read',
  run: async ({ accountId, tx, now }, { id, cursor, ...filter }) => {
    const integration = await findIntegration(accountId, tx, id);
    if (integration === null) throw Refusal.notFound('integration');
    const after = readCursor(cursorSchema, cursor);
    const rows = await listRunRows(accountId, tx, id, after, PAGE + 1, runFilterOf(filter, now));
    const shown = rows.slice(0, PAGE);
    const last = shown.at(-1);
    return {
      runs: shown.map((run) => presentRun(integration.connector, run)),
      nextCursor:
        rows.length <= PAGE || last === undefined
          ? null
          : writeCursor({ startedAt: last.startedAt.getTime(), id: last.id }),
    };
  },
});
