import { z } from 'zod';
import { plainText } from '@/domain/names/name-marks';
import { criticalitySchema } from './person';

/** What is set for a person alone, what counts, and the group that it comes from where a rule decides. */
export const personCriticalitySchema = z.object({
  own: criticalitySchema.nullable(),
  counts: criticalitySchema,
  group: z.string().nullable(),
});

/** What a rule may make of a group: standard is what everybody is without one. */
export const ruleCriticalitySchema = z.enum(['elevated', 'critical'], {
  error: 'criticality: choose elevated or critical. Without a rule a group is standard.',
});

export type RuleCriticality = z.infer<typeof ruleCriticalitySchema>;

export const groupsSchema = z.object({
  at: z.string(),
  groups: z.array(
    z.object({
      group: z.string(),
      people: z.number().int(),
      /** Members whose own setting wins over the rule. */
      ownSettings: z.number().int(),
      rule: z
        .object({ criticality: ruleCriticalitySchema, setAt: z.string(), setBy: plainText() })
        .nullable(),
    }),
  ),
});
export type Groups = z.infer<typeof groupsSchema>;

/** How many people have another criticality by a change of a rule. */
export const changedRuleSchema = z.object({ people: z.number().int() });
