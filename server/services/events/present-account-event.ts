import { explainSystemEvent } from '@/domain/detection/explain-system-event';
import { SYSTEM_RULE_FACTS } from '@/domain/detection/system-rule-facts';
import { factsOfRun } from '@/domain/detection/system-runs';
import type { AccountEventRow } from '@/domain/views/account-event';
import type { ListedAccountEvent } from '@/server/data/events/account-events';

/** An event of the account as lists show it. */
export function presentAccountEvent(row: ListedAccountEvent): AccountEventRow {
  const { actor, subject, ip, country } = factsOfRun(row);
  return {
    id: row.id,
    rule: row.rule,
    label: SYSTEM_RULE_FACTS[row.rule].label,
    sentence: explainSystemEvent(row),
    occurredAt: new Date(row.occurredAt).toISOString(),
    lastAt: new Date(row.lastAt).toISOString(),
    actor,
    subject,
    from: { ip, country },
    integration: { id: row.integrationId, name: row.integrationName },
  };
}
