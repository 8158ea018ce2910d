import { z } from 'zod';
import { namedPerson } from '@/domain/names/name-marks';

/** What happened within a day after somebody got in. */
export const aftermathSchema = z.object({
  approvedAt: z.string(),
  applications: z.array(z.object({ name: z.string(), firstAt: z.string(), signIns: z.number().int() })),
  steps: z.array(
    z.object({
      eventId: z.string(),
      at: z.string(),
      what: z.enum(['device', 'bypass']),
      /** Who did it, where that is not the person. */
      by: z.string().nullable(),
    }),
  ),
});
export type AftermathView = z.infer<typeof aftermathSchema>;

/** Somebody else who signed in from the source of an approval within a day after it. */
export const elsewhereSchema = z.object({
  person: namedPerson(),
  firstAt: z.string(),
  applications: z.array(z.string()),
});

/** What happened after one approval, and who else signed in from its source. */
export const entryAftermathSchema = aftermathSchema.extend({
  /** Where they came from; null where that is not known, nor what they reached from there. */
  network: z.string().nullable(),
  elsewhere: z.object({
    /** Who was first comes first; not all of them, where they are many. */
    people: z.array(elsewhereSchema),
    total: z.number().int(),
    /** Whether so many signed in from there that not all were looked at: the total is the least there are. */
    isLeast: z.boolean(),
  }),
});
export type EntryAftermathView = z.infer<typeof entryAftermathSchema>;
