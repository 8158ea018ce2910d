import { z } from 'zod';
import { DAY_MS } from '@/domain/detection/derived/terms';
import { personIdSchema } from '@/domain/identifiers';
import { HABIT_PARTS, personHabitsSchema } from '@/domain/views/habits';
import { deviceNames } from '@/server/data/person-directory';
import { habitsOf } from '@/server/data/person-habits';
import { findPerson } from './grounds';
import { defineOperation } from './operation';

const MOST_VALUES = 12;

/** Places, devices and all else that a person's successful sign-ins used: the baseline that new ones are compared with. */
export const getPersonHabits = defineOperation({
  name: 'get-person-habits',
  http: { method: 'GET', path: '/api/v1/people/:id/habits' },
  permission: 'people:read',
  input: z.object({ id: personIdSchema }),
  output: personHabitsSchema,
  audit: { none: 'It is part of the profile, of which the audit log keeps who viewed it.' },
  effect: 'read',
  run: async ({ accountId, tx }, { id: asked }) => {
    const { person } = await findPerson(accountId, tx, asked);
    const stored = (await habitsOf(accountId, tx, [person.id])).get(person.id);
    if (stored === undefined) return { until: null, parts: [] };
    const { habits, learnFrom } = stored;
    const devices = habits.used('device').slice(0, MOST_VALUES);
    const names = await deviceNames(
      accountId,
      tx,
      devices.map(({ value }) => value),
    );
    return {
      until: dayOf(learnFrom),
      parts: HABIT_PARTS.map((part) => {
        const used = habits.used(part);
        return {
          part,
          total: used.length,
          values: used.slice(0, MOST_VALUES).map(({ value, firstDay, lastDay, signIns }) => ({
            ...{ value, name: part === 'device' ? (names.get(value) ?? null) : null, signIns },
            ...{ firstDay: dayOf(firstDay), lastDay: dayOf(lastDay) },
          })),
        };
      }),
    };
  },
});

function dayOf(day: number): string {
  return new Date(day * DAY_MS).toISOString();
}
