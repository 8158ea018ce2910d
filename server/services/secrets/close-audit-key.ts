import { z } from 'zod';
import { auditHead } from '@/server/data/audit/audit-chain';
import { CLOSING, isKeyClosed } from '@/server/data/audit/chain-keys';
import { holdAuditLogs } from '@/server/data/audit/audit-log';
import { defineOperation } from '@/server/services/operation';

/**
 * Says in the audit log of an account, under the present key, up to where a key of before counts: the next entry is the
 * first that it cannot sign. Once; who runs it again finds it said.
 */
export const closeAuditKey = defineOperation({
  name: CLOSING,
  http: 'internal',
  permission: 'audit:read',
  input: z.object({ key: z.string() }),
  output: z.object({ closed: z.boolean() }),
  audit: { entity: 'audit_log' },
  effect: 'write',
  run: async ({ accountId, tx, auditNow }, { key }) => {
    await holdAuditLogs(tx, [accountId]);
    const head = await auditHead(accountId, tx);
    if (head === null || (await isKeyClosed(accountId, tx, key))) return { closed: false };
    const place = { through: Number(head.seq), hash: head.hash.toString('hex') };
    await auditNow({ entityId: null, after: { key, ...place } });
    return { closed: true };
  },
});
