import { z } from 'zod';
import { auditEntrySchema, type AuditEntryView } from '@/domain/views/audit';
import { listAuditRows } from '@/server/data/audit/audit-list';
import { csvRow } from '@/server/services/csv-row';
import { Download, downloadSchema, fileNameOf, textPieces } from '@/server/services/download';
import { defineOperation } from '@/server/services/operation';
import { auditFilterOf, auditFilterSchema, presentAuditRows } from './audit-filter';

const BATCH = 1_000;
const COLUMNS = [
  ...['seq', 'at', 'actorKind', 'actorId', 'actorName', 'action', 'entity', 'entityId', 'entityName'],
  ...['before', 'after', 'address'],
];

/**
 * Every entry of a filter as one file, newest first: CSV, safe to open in a spreadsheet, or JSON lines. Read and sent in
 * batches; what is done meanwhile is not in it.
 */
export const exportAudit = defineOperation({
  name: 'export-audit',
  http: { method: 'GET', path: '/api/v1/audit/export' },
  permission: 'audit:read',
  input: auditFilterSchema.extend({
    format: z.enum(['csv', 'jsonl'], 'format: use csv or jsonl.').default('csv'),
  }),
  output: downloadSchema,
  audit: { entity: 'audit_log' },
  effect: 'read',
  run: async ({ accountId, actor, tx, runtime, now, names, audit }, { format, ...given }) => {
    const filter = await auditFilterOf(accountId, tx, actor, given, names);
    audit({ entityId: null, after: { format, ...given } });
    const batches = async function* (): AsyncGenerator<AuditEntryView[]> {
      let below: bigint | null = null;
      for (;;) {
        const entries: AuditEntryView[] = await runtime.database.inAccount(accountId, async (tx) =>
          presentAuditRows(accountId, tx, await listAuditRows(accountId, tx, filter, below, BATCH)),
        );
        const last = entries.at(-1);
        if (last !== undefined) yield names.withhold(z.array(auditEntrySchema), entries);
        if (last === undefined || entries.length < BATCH) return;
        below = BigInt(last.seq);
      }
    };
    const name = fileNameOf(['audit', new Date(now).toISOString().slice(0, 10)], format);
    return format === 'csv'
      ? new Download(name, 'text/csv; charset=utf-8', textPieces(asCsv(batches())), 'withheld')
      : new Download(name, 'application/x-ndjson', textPieces(asLines(batches())), 'withheld');
  },
});

async function* asCsv(batches: AsyncIterable<AuditEntryView[]>): AsyncGenerator<string> {
  yield csvRow(COLUMNS);
  for await (const rows of batches) yield rows.map(csvLine).join('');
}

function csvLine({
  seq,
  at,
  actor,
  action,
  entity,
  entityId,
  subject,
  before,
  after,
  address,
}: AuditEntryView): string {
  const asText = (value: unknown) => (value === null ? null : JSON.stringify(value));
  return csvRow([
    ...[seq, at, actor.kind, actor.id, actor.name, action, entity, entityId, nameOf(subject)],
    ...[asText(before), asText(after), address],
  ]);
}

/** What an entry is about, as it is called now. */
function nameOf({ person, member, thing }: AuditEntryView['subject']): string | null {
  return person?.name ?? member?.name ?? thing?.name ?? null;
}

async function* asLines(batches: AsyncIterable<AuditEntryView[]>): AsyncGenerator<string> {
  for await (const rows of batches) yield rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}
