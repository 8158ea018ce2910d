import { explain } from '@/domain/detection/explain';
import { EVENT_CATALOGUE, EVENT_GROUP_LABELS } from '@/domain/event-catalogue';
import { contributions } from '@/domain/scoring/contributions';
import type { ScoringPolicy } from '@/domain/scoring/policy';
import { type EventRow, eventRowSchema } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import type { ListedEvent } from '@/server/data/event-list';
import { candidateFromRow } from '@/server/data/event-row';
import { scoredEventsOf } from '@/server/data/identity-events';
import { criticalitiesOf } from '@/server/data/person-heat';

/** What each standing event of these people adds to its person's attack factor at an instant, by event id. */
export async function contributionsOf(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  policy: ScoringPolicy,
  at: number,
): Promise<Map<string, number>> {
  const ids = [...new Set(personIds)];
  const events = await scoredEventsOf(accountId, tx, ids);
  const criticalities = await criticalitiesOf(accountId, tx, ids);
  const values = new Map<string, number>();
  for (const personId of ids) {
    const own = events.get(personId) ?? [];
    for (const { event, value } of contributions(
      own,
      policy,
      criticalities.get(personId) ?? 'standard',
      at,
    )) {
      values.set(event.id, value);
    }
  }
  return values;
}

/** Events as lists show them. `values` from `contributionsOf` over their people. */
export function presentEvents(rows: readonly ListedEvent[], values: ReadonlyMap<string, number>): EventRow[] {
  return rows.map((row) => {
    const candidate = candidateFromRow(row);
    const facts = EVENT_CATALOGUE[candidate.kind];
    return eventRowSchema.parse({
      id: row.id,
      kind: candidate.kind,
      label: facts.label,
      group: EVENT_GROUP_LABELS[facts.group],
      occurredAt: row.occurredAt.toISOString(),
      receivedAt: row.receivedAt.toISOString(),
      person: { id: row.personId, name: row.personName },
      outcome: candidate.outcome,
      sentence: explain(candidate),
      names: [...candidate.facts.names],
      verdict: row.verdict,
      confidence: candidate.confidence,
      from: { ip: candidate.facts.ip, city: candidate.facts.city, country: candidate.facts.country },
      application: candidate.facts.application,
      actor: candidate.facts.actor,
      integration: { id: row.integrationId, name: row.integrationName },
      contribution: values.get(row.id) ?? 0,
    });
  });
}
