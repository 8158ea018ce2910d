import { z } from 'zod';
import { auditPageSchema } from '@/domain/views/audit';
import { auditActions, listAuditRows } from '@/server/data/audit/audit-list';
import { defineOperation } from '@/server/services/operation';
import { readCursor, writeCursor } from '@/server/services/page-cursor';
import { auditFilterOf, auditFilterSchema, presentAuditRows } from './audit-filter';

const PAGE = 50;
const cursorSchema = z.string().regex(/^\d{1,18}$/);

/** Who did what, newest first, narrowed as asked. */
export const listAudit = defineOperation({
  name: 'list-audit',
  http: { method: 'GET', path: '/api/v1/audit' },
  permission: 'audit:read',
  input: auditFilterSchema.extend({ cursor: z.string().max(100).optional() }),
  output: auditPageSchema,
  audit: { none: 'To read what was done is not itself done to anything.' },
  effect: 'read',
  run: async ({ accountId, actor, tx, names }, { cursor, ...given }) => {
    const after = readCursor(cursorSchema, cursor);
    const below = after === null ? null : BigInt(after);
    const rows = await listAuditRows(
      accountId,
      tx,
      await auditFilterOf(accountId, tx, actor, given, names),
      below,
      PAGE + 1,
    );
    const shown = rows.slice(0, PAGE);
    const last = shown.at(-1);
    return {
      entries: await presentAuditRows(accountId, tx, shown),
      nextCursor: rows.length <= PAGE || last === undefined ? null : writeCursor(last.seq.toString()),
      actions: await auditActions(accountId, tx),
    };
  },
});
