import { z } from 'zod';
import { Refusal } from '@/domain/refusal';
import { auditEntrySchema } from '@/domain/views/audit';
import { findAuditRow } from '@/server/data/audit/audit-list';
import { defineOperation } from '@/server/services/operation';
import { presentAuditRows } from './audit-filter';

/** One entry of the audit log, by its number in the account’s chain: what was before, and what after. */
export const getAuditEntry = defineOperation({
  name: 'get-audit-entry',
  http: { method: 'GET', path: '/api/v1/audit/:seq' },
  permission: 'audit:read',
  input: z.object({
    seq: z.string().regex(/^[1-9]\d{0,17}$/, 'seq: use the number of an entry, as in 4711.'),
  }),
  output: auditEntrySchema,
  audit: { none: 'To read what was done is not itself done to anything.' },
  effect: 'read',
  run: async ({ accountId, tx }, { seq }) => {
    const row = await findAuditRow(accountId, tx, BigInt(seq));
    if (row === null) throw Refusal.notFound('audit entry');
    const [entry] = await presentAuditRows(accountId, tx, [row]);
    if (entry === undefined) throw Refusal.notFound('audit entry');
    return entry;
  },
});
