import { DAY_MS, dayOf } from '@/domain/detection/derived/terms';
import { personIdSchema } from '@/domain/identifiers';
import { HABIT_PARTS, personHabitsSchema } from '@/domain/views/habits';
import { habitsOf } from '@/server/data/detection/person-habits';
import { deviceNames } from '@/server/data/people/person-directory';
import { beginsViewingPart } from '@/server/services/audit/viewing';
import { defineOperation } from '@/server/services/operation';
import { findPerson, momentOf, momentSchema } from './grounds';

/** Values of a part that are listed, the most used first. */
const MOST_VALUES = 200;

/**
 * Places, devices and all else that a person's successful sign-ins used: the baseline that new ones are compared with. Of
 * a past moment by what is known now of the days before it, as far back as habits are kept.
 */
export const getPersonHabits = defineOperation({
  name: 'get-person-habits',
  http: { method: 'GET', path: '/api/v1/people/:id/habits' },
  permission: 'people:read',
  input: momentSchema.pick({ at: true }).extend({ id: personIdSchema }),
  output: personHabitsSchema,
  audit: { entity: 'person' },
  effect: 'read',
  run: async ({ accountId, actor, tx, now, audit }, { id: asked, at: given }) => {
    const { at, past } = momentOf({ at: given, reading: 'hindsight' }, now);

    const { person } = await findPerson(accountId, tx, asked);
    if (await beginsViewingPart(accountId, tx, actor, { personId: person.id, part: 'habits' }, now))
      audit({ entityId: person.id, after: {} });
    const stored = (await habitsOf(accountId, tx, [person.id])).get(person.id);
    if (stored === undefined) return { until: null, parts: [] };
    const { habits } = stored;
    // The day of a sign-in and the one before are no part of what it is compared with.
    const learnFrom = past === null ? stored.learnFrom : Math.min(stored.learnFrom, dayOf(at) - 1);
    habits.keepDays(0, learnFrom);
    const devices = habits.used('device').slice(0, MOST_VALUES);
    const names = await deviceNames(
      accountId,
      tx,
      devices.map(({ value }) => value),
    );
    return {
      until: isoOf(learnFrom),
      parts: HABIT_PARTS.map((part) => {
        const used = habits.used(part);
        return {
          part,
          total: used.length,
          values: used.slice(0, MOST_VALUES).map(({ value, firstDay, lastDay, signIns }) => ({
            ...{ value, name: part === 'device' ? (names.get(value) ?? null) : null, signIns },
            ...{ firstDay: isoOf(firstDay), lastDay: isoOf(lastDay) },
          })),
        };
      }),
    };
  },
});

function isoOf(day: number): string {
  return new Date(day * DAY_MS).toISOString();
}
