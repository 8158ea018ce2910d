import { SYSTEM_RULE_FACTS } from '@/domain/detection/system-rule-facts';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import type { Told } from '@/domain/views/notification';
import type { Transaction } from '@/server/data/database';
import { listIntegrationRows } from '@/server/data/integrations/integrations';
import type { ToldHappening } from '@/server/data/notifications/happenings';
import { personNames } from '@/server/data/people/person-list';

/** What is told of happenings. Names are as they are now; what is about somebody who is gone is left out. */
export async function presentTold(
  accountId: string,
  tx: Transaction,
  happenings: readonly Omit<ToldHappening, 'id'>[],
): Promise<(Told | null)[]> {
  const people = await personNames(accountId, tx, [
    ...new Set(happenings.flatMap(({ personId }) => personId ?? [])),
  ]);
  const integrations = happenings.some(({ subject }) => subject.is === 'feed')
    ? new Map((await listIntegrationRows(accountId, tx)).map(({ id, name }) => [id, name]))
    : new Map<string, string>();
  return happenings.map(({ at: date, personId, subject }): Told | null => {
    const at = date.toISOString();
    const name = personId === null ? undefined : people.get(personId);
    const person = personId === null || name === undefined ? null : { id: personId, name };
    switch (subject.is) {
      case 'band':
        return person === null ? null : { is: 'band', at, person, score: subject.score, band: subject.band };
      case 'event':
        return person === null
          ? null
          : {
              ...{ is: 'event', at, person, eventId: subject.eventId, kind: subject.kind },
              ...{ label: EVENT_CATALOGUE[subject.kind].label, outcome: subject.outcome },
              occurredAt: new Date(subject.occurredAt).toISOString(),
            };
      case 'campaign':
        return {
          ...{ is: 'campaign', at, campaignId: subject.campaignId, network: subject.network },
          ...{ people: subject.people, outcome: subject.outcome },
        };
      case 'feed':
        return {
          ...{ is: 'feed', at, integrationId: subject.integrationId, change: subject.change },
          integration: integrations.get(subject.integrationId) ?? 'A deleted integration',
        };
      case 'system':
        return {
          ...{ is: 'system', at, eventId: subject.eventId, rule: subject.rule },
          label: SYSTEM_RULE_FACTS[subject.rule].label,
          occurredAt: new Date(subject.occurredAt).toISOString(),
        };
    }
  });
}
