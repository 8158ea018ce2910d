import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { runsPageSchema } from '@/domain/views/integration';
import { findIntegration } from '@/server/data/integrations';
import { listRunRows } from '@/server/data/runs';
import { presentRun } from './integration-view';
import { defineOperation } from './operation';
import { cursorInstantSchema, readCursor, writeCursor } from './page-cursor';

const PAGE = 25;
const cursorSchema = z.object({ startedAt: cursorInstantSchema, id: z.uuid() });

/** Runs of an integration, newest first. */
export const listRuns = defineOperation({
  name: 'list-runs',
  http: { method: 'GET', path: '/api/v1/integrations/:id/runs' },
  permission: 'integrations:read',
  input: z.object({ id: integrationIdSchema, cursor: z.string().max(500).optional() }),
  output: runsPageSchema,
  audit: { none: 'Runs hold counts and causes, no records.' },
  effect: 'read',
  run: async ({ accountId, tx }, { id, cursor }) => {
    const integration = await findIntegration(accountId, tx, id);
    if (integration === null) throw Refusal.notFound('integration');
    const after = readCursor(cursorSchema, cursor);
    const rows = await listRunRows(
      accountId,
      tx,
      id,
      after === null ? null : { startedAt: new Date(after.startedAt), id: after.id },
      PAGE + 1,
    );
    const last = rows.slice(0, PAGE).at(-1);
    return {
      runs: rows.slice(0, PAGE).map((run) => presentRun(integration.connector, run)),
      nextCursor:
        rows.length <= PAGE || last === undefined
          ? null
          : writeCursor({ startedAt: last.startedAt.getTime(), id: last.id }),
    };
  },
});
