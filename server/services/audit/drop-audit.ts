import { z } from 'zod';
import { retentionCutoff } from '@/domain/retention';
import { DROPPING } from '@/server/data/audit/audit-chain';
import { dropFromAudit, lastOlderEntry, oldestEntry } from '@/server/data/audit/audit-drop';
import { holdAuditLogs } from '@/server/data/audit/audit-log';
import { retentionOf } from '@/server/data/privacy/retention';
import { defineOperation } from '@/server/services/operation';

/** Each drop writes an entry itself: once a day is enough. */
const DAY_MS = 86_400_000;

/**
 * Drops the beginning of the audit log that is kept no longer. The entry about it says up to where, and the hash that what
 * is left goes on from: signed as every entry is, it is where the log begins.
 */
export const dropAuditEntries = defineOperation({
  name: DROPPING,
  http: 'internal',
  permission: 'privacy:write',
  input: z.object({}),
  output: z.object({ dropped: z.number().int() }),
  audit: { entity: 'retention' },
  effect: 'write',
  async run({ accountId, tx, now, auditNow }) {
    const { audit: days } = (await retentionOf(accountId, tx)).days;
    if (days === null) return { dropped: 0 };
    const cutoff = retentionCutoff(days, now);
    await holdAuditLogs(tx, [accountId]);
    const first = await oldestEntry(accountId, tx);
    if (first === null || first.at >= cutoff - DAY_MS) return { dropped: 0 };
    const last = await lastOlderEntry(accountId, tx, cutoff);
    if (last === null) return { dropped: 0 };
    const entries = Number(last.seq - first.seq) + 1;
    const by = await auditNow({
      entityId: null,
      after: {
        through: Number(last.seq),
        hash: last.hash.toString('hex'),
        entries,
        before: new Date(cutoff).toISOString(),
      },
    });
    await dropFromAudit(tx, last.seq, by);
    return { dropped: entries };
  },
});
