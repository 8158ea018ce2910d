import { z } from 'zod';
import { EVENT_CATALOGUE, EVENT_KINDS } from '@/domain/event-catalogue';
import { contributions } from '@/domain/scoring/contributions';
import { identityDetailsSchema, rangeSchema } from '@/domain/views/dashboard';
import { kindSchema } from '@/domain/views/person';
import { countEventsByPerson } from '@/server/data/counters';
import { scoredEventsOf } from '@/server/data/identity-events';
import { criticalitiesOf } from '@/server/data/person-heat';
import { peopleByIds } from '@/server/data/person-list';
import { currentPolicy } from '@/server/data/scoring-policies';
import { feedHealth } from './feed-health';
import { identityBehavior } from './identity-behavior';
import { defineOperation } from './operation';
import { presentPerson } from './present-person';

const MOST_INDIVIDUALS = 200;

/** The identity behavior: events over time, people by contribution, the score broken down by kind. */
export const getIdentityDetails = defineOperation({
  name: 'get-identity-details',
  http: { method: 'GET', path: '/api/v1/behaviors/identity' },
  permission: 'people:read',
  input: z.object({
    range: rangeSchema.default('30d'),
    kind: kindSchema.optional(),
  }),
  output: identityDetailsSchema,
  audit: { none: 'Reading a behavior opens no record of a person.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now }, { range, kind }) => {
    const { number, policy } = await currentPolicy(accountId, tx);
    const { window, identity, overTime } = await identityBehavior(accountId, tx, range, kind ?? null, now);
    const counts = await countEventsByPerson(accountId, tx, window, kind ?? null);
    const ids = [...counts.keys()];
    const people = new Map(
      (await peopleByIds(accountId, tx, number, ids)).map((person) => [person.id, person]),
    );
    const events = await scoredEventsOf(accountId, tx, ids);
    const criticalities = await criticalitiesOf(accountId, tx, ids);

    const byKind = new Map<string, { contribution: number; people: Set<string> }>();
    const byPerson = new Map<string, number>();
    for (const id of ids) {
      for (const { event, value } of contributions(
        events.get(id) ?? [],
        policy,
        criticalities.get(id) ?? 'standard',
        now,
      )) {
        const inRange = event.occurredAt >= window.from && event.occurredAt < window.to;
        if (!inRange || (kind !== undefined && event.kind !== kind)) continue;
        byPerson.set(id, (byPerson.get(id) ?? 0) + value);
        const entry = byKind.get(event.kind) ?? { contribution: 0, people: new Set() };
        entry.contribution += value;
        entry.people.add(id);
        byKind.set(event.kind, entry);
      }
    }
    const total = [...byKind.values()].reduce((sum, entry) => sum + entry.contribution, 0);
    const ranked = ids.sort((a, b) => (byPerson.get(b) ?? 0) - (byPerson.get(a) ?? 0) || (a < b ? -1 : 1));
    return {
      at: new Date(now).toISOString(),
      policy: number,
      range,
      kind: kind ?? null,
      feed: await feedHealth(accountId, tx, runtime, now),
      identity,
      overTime,
      individuals: ranked.slice(0, MOST_INDIVIDUALS).flatMap((id) => {
        const person = people.get(id);
        if (person === undefined) return [];
        return [
          {
            person: presentPerson(person, policy, now),
            eventsInRange: counts.get(id) ?? 0,
            contribution: byPerson.get(id) ?? 0,
          },
        ];
      }),
      individualsTotal: ids.length,
      breakdown: EVENT_KINDS.flatMap((id) => {
        const entry = byKind.get(id);
        const row = identity.kinds.find((candidate) => candidate.kind === id);
        if (entry === undefined || row === undefined) return [];
        return [
          {
            kind: id,
            label: EVENT_CATALOGUE[id].label,
            weight: policy.weights[id],
            events: row.events,
            people: entry.people.size,
            contribution: entry.contribution,
            share: total === 0 ? 0 : entry.contribution / total,
          },
        ];
      }).sort((a, b) => b.contribution - a.contribution || b.events - a.events),
    };
  },
});
