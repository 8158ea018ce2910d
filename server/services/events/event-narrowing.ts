import { z } from 'zod';
import { EVENT_GROUPS } from '@/domain/event-catalogue';
import { groupName } from '@/domain/group-name';
import { integrationIdSchema } from '@/domain/identifiers';
import { ungroupedSchema } from '@/domain/people/ungrouped';
import { kindSchema } from '@/domain/views/person';

/** What events, and whatever is counted of them, may be narrowed to, as it stands in an address. */
export const eventNarrowingSchema = z.object({
  kind: kindSchema.optional(),
  group: z.enum(EVENT_GROUPS, `group: use one of ${EVENT_GROUPS.join(', ')}.`).optional(),
  /** A group of people in the directory. */
  department: z
    .string()
    .trim()
    .min(1, 'department: name a group of the directory.')
    .max(300, 'department: use at most 300 characters.')
    .transform(groupName)
    .optional(),
  /** Those of people in no group of the directory. */
  ungrouped: ungroupedSchema,
  integration: integrationIdSchema.optional(),
});
export type EventNarrowing = z.output<typeof eventNarrowingSchema>;
