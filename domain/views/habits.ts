import { z } from 'zod';
import { hidden } from '@/domain/names/name-marks';

/** What sign-ins are compared by, in the order in which a profile shows it. */
export const HABIT_PARTS = ['country', 'network', 'device', 'client', 'factor'] as const;
export type HabitPart = (typeof HABIT_PARTS)[number];

/** What a person's successful sign-ins used; none that stands behind an attack is part of it. */
export const personHabitsSchema = z.object({
  /** The first day that is not in it, or was not at the moment; null where nothing was learnt. */
  until: z.string().nullable(),
  parts: z.array(
    z.object({
      part: z.enum(HABIT_PARTS),
      /** All values, of which the most used are listed. */
      total: z.number().int(),
      values: z.array(
        z.object({
          value: z.string(),
          /** As the directory calls it, where it does. */
          name: hidden(z.string().nullable()),
          firstDay: z.string(),
          lastDay: z.string(),
          signIns: z.number().int(),
        }),
      ),
    }),
  ),
});
export type PersonHabitsView = z.infer<typeof personHabitsSchema>;
