import { z } from 'zod';
import { findStream } from '@/domain/connectors/catalogue';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import {
  type QuarantinedRow,
  quarantinedRecordSchema,
  quarantinePageSchema,
} from '@/domain/views/quarantine';
import type { Transaction } from '@/server/data/database';
import { findIntegration } from '@/server/data/integrations/integrations';
import {
  countQuarantined,
  findQuarantined,
  listQuarantined,
  type QuarantineRow,
} from '@/server/data/integrations/quarantine';
import { beginsViewing } from '@/server/services/audit/viewing';
import { Download, downloadSchema, fileNameOf, textPieces } from '@/server/services/download';
import { legibleBytes } from '@/server/services/legible-bytes';
import { defineOperation } from '@/server/services/operation';
import { cursorInstantSchema, readCursor, writeCursor } from '@/server/services/page-cursor';
import { bytesInJson } from './bytes-in-json';

const PAGE = 25;
export const quarantineCursorSchema = z.object({ firstSeenAt: cursorInstantSchema, id: z.uuid() });
export const reasonSchema = z.string().min(1).max(64);

/** Records of an integration that could not be read, newest first, without their content. */
export const listQuarantine = defineOperation({
  name: 'list-quarantine',
  http: { method: 'GET', path: '/api/v1/integrations/:id/quarantine' },
  permission: 'integrations:read',
  input: z.object({
    id: integrationIdSchema,
    reason: reasonSchema.optional(),
    cursor: z.string().max(500).optional(),
  }),
  output: quarantinePageSchema,
  audit: { none: 'The list says why each could not be read, and opens none.' },
  effect: 'read',
  run: async ({ accountId, tx }, { id, reason, cursor }) => {
    const integration = await findIntegration(accountId, tx, id);
    if (integration === null) throw Refusal.notFound('integration');
    const after = readCursor(quarantineCursorSchema, cursor);
    const rows = await listQuarantined(accountId, tx, id, { reason }, after, PAGE + 1);
    const shown = rows.slice(0, PAGE);
    const last = shown.at(-1);
    return {
      reasons: await countQuarantined(accountId, tx, id),
      records: shown.map((row) => present(integration.connector, row)),
      nextCursor:
        rows.length <= PAGE || last === undefined
          ? null
          : writeCursor({ firstSeenAt: last.firstSeenAt.getTime(), id: last.id }),
    };
  },
});

const recordInput = z.object({ id: integrationIdSchema, record: z.uuid('This is not the id of a record.') });

/** A record in quarantine with its integration. @throws Refusal not_found where one of them is not in the account */
async function quarantinedOf(accountId: string, tx: Transaction, id: string, record: string) {
  const integration = await findIntegration(accountId, tx, id);
  if (integration === null) throw Refusal.notFound('integration');
  const found = await findQuarantined(accountId, tx, id, record);
  if (found === null) throw Refusal.notFound('record');
  return { integration, found };
}

/** One record in quarantine, as text where it is text, else in hex. Who opened it stands in the audit log. */
export const getQuarantined = defineOperation({
  name: 'get-quarantined',
  http: { method: 'GET', path: '/api/v1/integrations/:id/quarantine/:record' },
  permission: 'signals:read',
  names: 'needed',
  input: recordInput,
  output: quarantinedRecordSchema,
  audit: { entity: 'quarantined_record' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now, audit }, { id, record }) => {
    const { integration, found } = await quarantinedOf(accountId, tx, id, record);
    if (await beginsViewing(accountId, tx, actor, `quarantined:${record}`, now))
      audit({ entityId: record, after: { integration: id, stream: found.stream, reason: found.reason } });
    return { ...present(integration.connector, found), ...legibleBytes(found.bytes) };
  },
});

/** One record in quarantine as a file: whole, within JSON, as text where it is UTF-8 and else in base64. Each is an entry. */
export const downloadQuarantined = defineOperation({
  name: 'download-quarantined',
  http: { method: 'GET', path: '/api/v1/integrations/:id/quarantine/:record/raw' },
  permission: 'signals:read',
  names: 'needed',
  input: recordInput,
  output: downloadSchema,
  audit: { entity: 'quarantined_record' },
  effect: 'read',
  run: async ({ accountId, tx, audit }, { id, record }) => {
    const { found } = await quarantinedOf(accountId, tx, id, record);
    const { stream, reason, detail, firstSeenAt, bytes } = found;
    audit({ entityId: record, after: { integration: id, stream, reason } });
    const name = fileNameOf(['quarantine', stream, found.id.slice(0, 8)], 'json');
    // Never as it came: its content is not ours and was not understood.
    const about = { stream, reason, detail, firstSeenAt: firstSeenAt.toISOString() };
    return new Download(name, 'application/json', textPieces([bytesInJson(bytes, about)]));
  },
});

function present(connector: string, row: QuarantineRow): QuarantinedRow {
  return {
    id: row.id,
    stream: row.stream,
    streamLabel: findStream(connector, row.stream)?.label ?? row.stream,
    reason: row.reason,
    detail: row.detail,
    size: row.size,
    firstSeenAt: row.firstSeenAt.toISOString(),
  };
}
