import { explain } from '@/domain/detection/explain';
import { EVENT_CATALOGUE, EVENT_GROUP_LABELS } from '@/domain/event-catalogue';
import type { ScoringPolicy } from '@/domain/scoring/policy';
import {
  type PrintedContribution,
  printedContributions,
  printHundredths,
} from '@/domain/scoring/printed-contributions';
import type { DispositionBrief } from '@/domain/views/disposition';
import { type EventRow, eventRowSchema } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import { knownEventsOf } from '@/server/data/detection/known-events';
import type { ListedEvent } from '@/server/data/events/event-list';
import { candidateFromRow } from '@/server/data/events/event-row';
import { countedOf, scoredEventsOf } from '@/server/data/events/identity-events';
import { criticalityAt } from '@/server/data/scoring/criticality-history';
import { criticalitiesOf } from '@/server/data/scoring/person-heat';
import type { Actor } from '@/server/services/actor';
import { briefsOf } from './present-dispositions';

/** What each standing event of these people adds to its person's attack factor at an instant, by event id. */
async function contributionsOf(
  accountId: string,
  tx: Transaction,
  personIds: readonly string[],
  policy: ScoringPolicy,
  at: number,
): Promise<EventValues> {
  const ids = [...new Set(personIds)];
  const events = await scoredEventsOf(accountId, tx, ids);
  const criticalities = await criticalitiesOf(accountId, tx, ids);
  const values = new Map<string, EventValue>();
  for (const personId of ids) {
    const own = events.get(personId) ?? [];
    const criticality = criticalities.get(personId) ?? 'standard';
    for (const part of printedContributions(own, policy, criticality, at).parts)
      values.set(part.event.id, part);
  }
  return values;
}

type EventValue = Pick<PrintedContribution, 'value' | 'hundredths'>;
type EventValues = ReadonlyMap<string, EventValue>;

const NOTHING: EventValue = { value: 0, hundredths: 0 };

/** What lists show beside the events themselves, by event and by disposition. */
export interface EventSetting {
  readonly values: EventValues;
  readonly dispositions: ReadonlyMap<string, DispositionBrief>;
}

/** What is to be shown beside these events to somebody; valued at an instant, by default now. */
export async function settingOf(
  accountId: string,
  tx: Transaction,
  rows: readonly ListedEvent[],
  {
    actor,
    policy,
    now,
    at = now,
  }: {
    readonly actor: Actor;
    readonly policy: ScoringPolicy;
    readonly now: number;
    readonly at?: number;
  },
): Promise<EventSetting> {
  const people = rows.map((row) => row.personId);
  const decided = rows.flatMap((row) => row.dispositionId ?? []);
  return {
    values: await contributionsOf(accountId, tx, people, policy, at),
    dispositions: await briefsOf(accountId, tx, decided, { actor, now }),
  };
}

/** The same as it was at a past instant, of the events of one person: valued and decided as they were then. */
export async function settingThen(
  accountId: string,
  tx: Transaction,
  rows: readonly ListedEvent[],
  { actor, policy, at }: { readonly actor: Actor; readonly policy: ScoringPolicy; readonly at: number },
): Promise<EventSetting> {
  const values = new Map<string, EventValue>();
  for (const personId of new Set(rows.map((row) => row.personId))) {
    const events = countedOf(await knownEventsOf(accountId, tx, personId, at));
    const { criticality } = await criticalityAt(accountId, tx, personId, at);
    for (const part of printedContributions(events, policy, criticality, at).parts)
      values.set(part.event.id, part);
  }
  const decided = rows.flatMap((row) => row.dispositionId ?? []);
  return { values, dispositions: await briefsOf(accountId, tx, decided, { actor, now: at }) };
}

/** Events as lists show them, with `settingOf` them. */
export function presentEvents(rows: readonly ListedEvent[], setting: EventSetting): EventRow[] {
  return rows.map((row) => {
    const candidate = candidateFromRow(row);
    const facts = EVENT_CATALOGUE[candidate.kind];
    const { value, hundredths } = setting.values.get(row.id) ?? NOTHING;
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
      contribution: value,
      contributionPrinted: printHundredths(hundredths),
      disposition: row.dispositionId === null ? null : (setting.dispositions.get(row.dispositionId) ?? null),
    });
  });
}
