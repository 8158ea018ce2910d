import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { type RunView, runViewSchema } from '@/domain/views/run';
import { findIntegration } from '@/server/data/integrations/integrations';
import { listRunRows, type RunCursor } from '@/server/data/integrations/runs';
import { csvRow } from '@/server/services/csv-row';
import { Download, downloadSchema, fileNameOf, textPieces } from '@/server/services/download';
import { defineOperation } from '@/server/services/operation';
import { presentRun } from './present-run';
import { runFilterOf, runFilterSchema } from './run-filter';

const BATCH = 500;

const COLUMNS = [
  'id',
  'startedAt',
  'finishedAt',
  'durationMs',
  'stream',
  'lane',
  'trigger',
  'result',
  'requests',
  'pages',
  'fetched',
  'new',
  'duplicate',
  'updated',
  'quarantined',
  'cursorBefore',
  'cursorAfter',
  'errorCode',
  'errorMessage',
  'retryAt',
  'note',
] as const satisfies readonly (keyof RunView)[];

/**
 * Every run of a filter as one file, newest first: CSV, safe to open in a spreadsheet, or a JSON array. Read and sent
 * in batches; a run that begins meanwhile is not in it. Who took it out stands in the audit log.
 */
export const exportRuns = defineOperation({
  name: 'export-runs',
  http: { method: 'GET', path: '/api/v1/integrations/:id/runs/export' },
  permission: 'integrations:read',
  input: runFilterSchema.extend({
    id: integrationIdSchema,
    format: z.enum(['csv', 'json'], 'format: use csv or json.').default('csv'),
  }),
  output: downloadSchema,
  audit: { entity: 'run_file' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now, names, audit }, { id, format, ...given }) => {
    const integration = await findIntegration(accountId, tx, id);
    if (integration === null) throw Refusal.notFound('integration');
    const asked = runFilterOf(given, now);
    const filter = { ...asked, to: Math.min(asked.to ?? now + 1, now + 1) };
    audit({ entityId: id, after: { format, ...given } });
    const read = (after: RunCursor | null) =>
      runtime.database.inAccount(accountId, (own) => listRunRows(accountId, own, id, after, BATCH, filter));
    const batches = async function* (): AsyncGenerator<RunView[]> {
      let after: RunCursor | null = null;
      do {
        const rows = await read(after);
        const last = rows.at(-1);
        after =
          rows.length < BATCH || last === undefined
            ? null
            : { startedAt: last.startedAt.getTime(), id: last.id };
        yield names.withhold(
          z.array(runViewSchema),
          rows.map((run) => presentRun(integration.connector, run)),
        );
      } while (after !== null);
    };
    const name = fileNameOf(['runs', integration.name, new Date(now).toISOString().slice(0, 10)], format);
    return format === 'csv'
      ? new Download(name, 'text/csv; charset=utf-8', textPieces(asCsv(batches())), 'withheld')
      : new Download(name, 'application/json', textPieces(asJson(batches())), 'withheld');
  },
});

async function* asCsv(batches: AsyncIterable<RunView[]>): AsyncGenerator<string> {
  yield csvRow(COLUMNS);
  for await (const runs of batches)
    yield runs.map((run) => csvRow(COLUMNS.map((column) => run[column]))).join('');
}

async function* asJson(batches: AsyncIterable<RunView[]>): AsyncGenerator<string> {
  let before = '[\n';
  for await (const runs of batches) {
    if (runs.length === 0) continue;
    yield before + runs.map((run) => JSON.stringify(run)).join(',\n');
    before = ',\n';
  }
  yield before === '[\n' ? '[]\n' : '\n]\n';
}
