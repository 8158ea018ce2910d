import { z } from 'zod';
import { EVENT_KINDS } from '@/domain/event-catalogue';

/** How far somebody's habits are known, and what can be derived of them. */
export const learningSchema = z.object({
  ready: z.boolean(),
  /** The first day of what is known; null for nothing. */
  since: z.string().nullable(),
  signIns: z.number().int(),
  activeDays: z.number().int(),
  /** The day on which habits will be known by what has happened so far; null where it takes more sign-ins, or they are. */
  readyOn: z.string().nullable(),
  /** That detectors leave out older sign-ins because they are too many; null where they do not, and of a past moment. */
  cut: z.string().nullable(),
  /** What it takes, by the settings of the detectors in force. */
  needs: z.object({
    days: z.number().int(),
    signIns: z.number().int(),
    activeDays: z.number().int(),
    baselineDays: z.number().int(),
  }),
  /** What Parapet derives: told now, not while it learns, or not at all because the detector is off. */
  kinds: z.array(
    z.object({ kind: z.enum(EVENT_KINDS), label: z.string(), standing: z.enum(['now', 'learning', 'off']) }),
  ),
});
export type LearningView = z.infer<typeof learningSchema>;
