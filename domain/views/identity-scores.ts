import { z } from 'zod';
import { rangeSchema } from './dashboard';
import { INDIVIDUAL_SORTS } from '@/domain/people/individual-order';
import { kindSchema, pastShape, personRowSchema } from './person';

export const individualSortSchema = z.enum(
  INDIVIDUAL_SORTS,
  `sort: use one of ${INDIVIDUAL_SORTS.join(', ')}.`,
);

/** People with events that count in a range, by what those events add to each. */
export const individualsSchema = z.object({
  at: z.string(),
  ...pastShape,
  /** What the contributions are made with. */
  policy: z.number().int(),
  range: rangeSchema,
  people: z.array(
    z.object({
      person: personRowSchema,
      events: z.number().int(),
      /** Sum of what those events add at that instant, unrounded, before the cap. */
      contribution: z.number(),
      /** The same as it is printed: the sum of what is printed for each of them. */
      contributionPrinted: z.string(),
    }),
  ),
  /** How many there are on all pages. */
  total: z.number().int(),
  nextCursor: z.string().nullable(),
  /**
   * What all of them may be narrowed to: groups of the directory with their people, the largest first, and how many are in
   * none. Null on later pages, which do not look for them again.
   */
  departments: z
    .object({
      groups: z.array(z.object({ name: z.string(), people: z.number().int() })),
      ungrouped: z.number().int(),
    })
    .nullable(),
});
export type Individuals = z.infer<typeof individualsSchema>;

export const BREAKDOWNS = ['kind', 'group', 'department', 'source'] as const;
export const breakdownBySchema = z.enum(BREAKDOWNS, `by: use one of ${BREAKDOWNS.join(', ')}.`);
export type BreakdownBy = z.infer<typeof breakdownBySchema>;

export const breakdownRowSchema = z.object({
  /** Kind, group of kinds, group of the directory, or id of an integration; null for people in no group. */
  key: z.string().nullable(),
  label: z.string(),
  /** Of a kind, in the policy. */
  weight: z.number().nullable(),
  events: z.number().int(),
  people: z.number().int(),
  /** Sum over people of what these events add now, unrounded, before the cap. */
  contribution: z.number(),
  /** The same as it is printed: the sum of what is printed for each event. */
  contributionPrinted: z.string(),
  share: z.number(),
  /** The same of the period before, at its end; null where no feed had read that whole. */
  before: z.number().nullable(),
  /** The same at even steps through the range, each of as long a time before it as the range has lasted; null where not read. */
  course: z.array(z.number().nullable()),
});
export type BreakdownRow = z.infer<typeof breakdownRowSchema>;

/** What the attack factors of all people together are made of by the events of a range. */
export const scoreBreakdownSchema = z.object({
  at: z.string(),
  ...pastShape,
  policy: z.number().int(),
  range: rangeSchema,
  kind: kindSchema.nullable(),
  by: breakdownBySchema,
  rows: z.array(breakdownRowSchema),
  all: breakdownRowSchema,
  /** Whether somebody may stand in several rows, so that these add up to more than all. */
  overlap: z.boolean(),
  /** For each step of the courses whether it lies in time that was not read. */
  unread: z.array(z.boolean()),
});
export type ScoreBreakdown = z.infer<typeof scoreBreakdownSchema>;
