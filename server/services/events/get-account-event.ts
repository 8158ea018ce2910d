import { z } from 'zod';
import { SYSTEM_RULE_FACTS } from '@/domain/detection/system-rule-facts';
import { accountEventIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { accountEventDetailSchema } from '@/domain/views/account-event';
import { findAccountEventRow } from '@/server/data/events/account-events';
import { beginsViewing } from '@/server/services/audit/viewing';
import { defineOperation } from '@/server/services/operation';
import { presentAccountEvent } from './present-account-event';
import { presentEvidence } from './present-evidence';

/** One event of the account: why it matters, what to do, and the raw records it rests on; who opened them stands in the audit log. */
export const getAccountEvent = defineOperation({
  name: 'get-account-event',
  http: { method: 'GET', path: '/api/v1/account-events/:id' },
  permission: 'people:read',
  input: z.object({ id: accountEventIdSchema }),
  output: accountEventDetailSchema,
  audit: { entity: 'account_event' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now, audit }, { id }) => {
    const row = await findAccountEventRow(accountId, tx, id);
    if (row === null) throw Refusal.notFound('system event');
    const evidence = await presentEvidence(accountId, tx, actor, id, row.sources);
    const opened = evidence.filter(({ record }) => record !== null).length;
    if (opened > 0 && (await beginsViewing(accountId, tx, actor, `account-event:${id}`, now)))
      audit({ entityId: id, after: { rule: row.rule, records: opened } });
    const { why, remedy, technique } = SYSTEM_RULE_FACTS[row.rule];
    return {
      at: new Date(now).toISOString(),
      event: presentAccountEvent(row),
      explanation: { why, remedy, technique, detectorVersion: row.detectorVersion },
      evidence,
    };
  },
});
