import { z } from 'zod';
import { plainText } from '@/domain/names/name-marks';
import { triggerSchema } from '@/domain/jobs';
import { LANES } from '@/domain/polling/lanes';
import { RUN_RESULTS } from '@/domain/run-words';

export const runViewSchema = z.object({
  id: z.string(),
  stream: plainText(),
  streamLabel: plainText(),
  lane: z.enum(LANES),
  laneLabel: z.string(),
  trigger: triggerSchema,
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  durationMs: z.number().int().nullable(),
  requests: z.number().int(),
  pages: z.number().int(),
  fetched: z.number().int(),
  new: z.number().int(),
  duplicate: z.number().int(),
  /** Records that were here and took a newer form. */
  updated: z.number().int(),
  quarantined: z.number().int(),
  /** Everything up to this instant had been read before, and after, the run. */
  cursorBefore: z.string().nullable(),
  cursorAfter: z.string().nullable(),
  result: z.enum(RUN_RESULTS),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  retryAt: z.string().nullable(),
  /** One sentence worth knowing that is no error. */
  note: z.string().nullable(),
});
export type RunView = z.infer<typeof runViewSchema>;

export const runsPageSchema = z.object({ runs: z.array(runViewSchema), nextCursor: z.string().nullable() });
export type RunsPage = z.infer<typeof runsPageSchema>;

/** One line of what a run said while it worked. */
export const runLineSchema = z.object({
  at: z.string(),
  level: z.enum(['info', 'warn', 'error']),
  message: z.string(),
});
export type RunLine = z.infer<typeof runLineSchema>;

/** A run, opened. */
export const runDetailSchema = runViewSchema.extend({
  worker: z.string(),
  /** What to do about the error; null where there is none. */
  remedy: z.string().nullable(),
  guideAnchor: z.string().nullable(),
  log: z.array(runLineSchema),
});
export type RunDetail = z.infer<typeof runDetailSchema>;
