import { z } from 'zod';
import { plainText } from '@/domain/names/name-marks';
import { GAP_CAUSES } from '@/domain/feed-gap';
import { RUN_OUTCOMES } from '@/domain/run-words';
import { runViewSchema } from '@/domain/views/run';

export const gapViewSchema = z.object({
  id: z.string(),
  stream: plainText(),
  streamLabel: plainText(),
  from: z.string(),
  to: z.string(),
  /** `stale`: it ends now, and is in no ledger yet. */
  cause: z.enum([...GAP_CAUSES, 'stale']),
  /** The cause as a sentence. */
  why: z.string(),
  foundAt: z.string(),
  refilledAt: z.string().nullable(),
});
export type GapView = z.infer<typeof gapViewSchema>;

/** One bar of the charts of a feed. Runs that had not ended, or did not know how, are in `runs` alone. */
export const feedBucketSchema = z.object({
  start: z.string(),
  runs: z.number().int(),
  fetched: z.number().int(),
  outcomes: z.record(z.enum(RUN_OUTCOMES), z.number().int()),
  /** The longest that a live run was behind when it ended, in ms; null where none ended. */
  lagMs: z.number().nullable(),
});
export type FeedBucket = z.infer<typeof feedBucketSchema>;

export const feedChartsSchema = z.object({
  at: z.string(),
  from: z.string(),
  to: z.string(),
  bucketMs: z.number(),
  /** How far behind the vendor itself keeps its readers, in ms; null where the streams differ. */
  expectedLagMs: z.number().nullable(),
  buckets: z.array(feedBucketSchema),
  /** The newest runs, oldest first. */
  newestRuns: z.array(runViewSchema),
  /** Gaps that reach into the time shown. */
  gaps: z.array(gapViewSchema),
});
export type FeedCharts = z.infer<typeof feedChartsSchema>;

export const volumeJudgementSchema = z.object({
  state: z.enum(['usual', 'quiet_as_usual', 'quieter', 'silent', 'busier', 'not_known']),
  signals: z.number().int(),
  usual: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  weeks: z.number().int(),
});

/** One hour of a stream; null where it was not read, or too few weeks are known. */
export const volumeHourSchema = z.object({
  start: z.string(),
  signals: z.number().int().nullable(),
  usual: z.number().nullable(),
  low: z.number().nullable(),
  high: z.number().nullable(),
});

export const volumeViewSchema = z.object({
  stream: plainText(),
  label: plainText(),
  /** The hour and the day end here: everything up to it has been read. */
  until: z.string(),
  /** Whether that is as near to now as the stream can be. */
  fresh: z.boolean(),
  hour: volumeJudgementSchema,
  day: volumeJudgementSchema,
  /** Whether the whole of that day was read; a part of a day is not compared with whole ones. */
  dayRead: z.boolean(),
  /** The last 24 hours, oldest first. */
  hours: z.array(volumeHourSchema),
});
export type VolumeView = z.infer<typeof volumeViewSchema>;

export const pushViewSchema = z.object({
  state: z.enum(['outage', 'usual', 'too_few']),
  until: z.string(),
  pushes: z.number().int(),
  unanswered: z.number().int(),
  people: z.number().int(),
  peopleUnanswered: z.number().int(),
  /** Share of the day before, 0 to 1; null where too little was pushed to compare. */
  usualShare: z.number().nullable(),
});
export type PushView = z.infer<typeof pushViewSchema>;

const countSchema = z.object({
  success: z.number().int(),
  failure: z.number().int(),
  fraud: z.number().int(),
  error: z.number().int(),
});

/** The vendor's own count of sign-ins beside ours. */
export const countCheckSchema = z.object({
  at: z.string(),
  from: z.string(),
  to: z.string(),
  vendor: countSchema,
  ours: countSchema,
  /** Of people who were erased on request: the vendor counts them, and they are not here. */
  erased: z.number().int(),
  /** `not_covered`: the feed did not read all of that time, so a difference says nothing. */
  state: z.enum(['agrees', 'fewer_here', 'more_here', 'ended_otherwise', 'not_covered']),
});
export type CountCheck = z.infer<typeof countCheckSchema>;

export const feedQualitySchema = z.object({
  at: z.string(),
  gaps: z.array(gapViewSchema),
  gapCount: z.object({ all: z.number().int(), open: z.number().int() }),
  volume: z.array(volumeViewSchema),
  /** Null where no sign-ins are read. */
  push: pushViewSchema.nullable(),
  /** Null until the vendor has told its count. */
  countCheck: countCheckSchema.nullable(),
});
export type FeedQuality = z.infer<typeof feedQualitySchema>;
