import { z } from 'zod';
import { plainText } from '@/domain/names/name-marks';
import { bandCountsSchema } from './score';
import { organisationRiskSchema, policyBehaviorSchema, postureBehaviorSchema } from './other-behaviors';
import { campaignRowSchema } from './campaign';
import { feedHealthSchema } from './feed';
import { eventRowSchema, kindSchema, pastShape, personRowSchema } from './person';

export const rangeSchema = z.enum(['24h', '7d', '30d', '90d', '180d'], {
  error: 'range: choose one of 24h, 7d, 30d, 90d, 180d.',
});
export type Range = z.infer<typeof rangeSchema>;

/** One bar: counts by event group. A null count is a gap: nothing was found, and not all of that time was read. */
export const timeBucketSchema = z.object({
  start: z.string(),
  end: z.string(),
  /** False for the bucket that is still filling. */
  complete: z.boolean(),
  authentication: z.number().int().nullable(),
  trust_monitor: z.number().int().nullable(),
  identity_platform: z.number().int().nullable(),
  /** All groups in the same bar of the period before, as much of it as has gone by of this one; null where unread. */
  before: z.number().int().nullable(),
});
export type TimeBucket = z.infer<typeof timeBucketSchema>;

/** Bars by the hour are for ranges of which they can still be told apart. */
export const STEPS = {
  '24h': ['hour'],
  '7d': ['hour', 'day'],
  '30d': ['day', 'hour'],
  '90d': ['day'],
  '180d': ['day'],
} as const satisfies Record<Range, readonly ('hour' | 'day')[]>;
export const stepSchema = z.enum(['hour', 'day'], { error: 'step: choose one of hour, day.' });
export type Step = z.infer<typeof stepSchema>;

/** A stretch that was not, or may not have been, collected; it is filled where `refilledAt` is said. */
export const feedGapSchema = z.object({
  id: z.string(),
  from: z.string(),
  to: z.string(),
  integration: z.object({ id: z.string(), name: z.string() }),
  streamLabel: z.string(),
  why: z.string(),
  /** It ends now: the stream is stale, and has yet to read it. */
  ongoing: z.boolean(),
  refilledAt: z.string().nullable(),
});
export type FeedGap = z.infer<typeof feedGapSchema>;

/** Identity events that count, by time. */
export const overTimeSchema = z.object({
  at: z.string(),
  range: rangeSchema,
  step: stepSchema,
  kind: kindSchema.nullable(),
  buckets: z.array(timeBucketSchema),
  /** Of the range, and of as long a time in the period before; null where no feed had read that whole. */
  events: z.number().int(),
  eventsBefore: z.number().int().nullable(),
  /** That time before, half open. */
  previous: z.object({ from: z.string(), to: z.string() }),
  gaps: z.array(feedGapSchema),
});
export type OverTime = z.infer<typeof overTimeSchema>;

export const kindRowSchema = z.object({
  kind: kindSchema,
  label: z.string(),
  group: z.string(),
  events: z.number().int(),
  /** Against the period before, which ends as far into its last bar as this one; null where no feed had read it whole. */
  change: z.number().int().nullable(),
  people: z.number().int(),
  /** Null is a gap: nothing was found, and not all of that time was read. */
  trend: z.array(z.number().nullable()),
});
export type KindRow = z.infer<typeof kindRowSchema>;

export const identityBehaviorSchema = z.object({
  events: z.number().int(),
  /** As for a kind. */
  change: z.number().int().nullable(),
  people: z.number().int(),
  trend: z.array(z.number().nullable()),
  /** For each bar of the trends whether not all of its time was read. */
  unread: z.array(z.boolean()),
  integrations: z.array(
    z.object({ id: z.string(), name: z.string(), events: z.number().int(), people: z.number().int() }),
  ),
  kinds: z.array(kindRowSchema),
});

export const dashboardSchema = z.object({
  at: z.string(),
  ...pastShape,
  accountName: plainText(),
  policy: z.object({ number: z.number().int(), halfLifeDays: z.number() }),
  range: rangeSchema,
  /** Of this moment alone. */
  feed: feedHealthSchema.nullable(),
  attackFactor: z.object({ bands: bandCountsSchema, total: z.number().int() }),
  humanRisk: organisationRiskSchema,
  lastDay: z.object({
    /** Of the bars of the last 24 hours, as every list of that range has them. */
    events: z.number().int(),
    highOrAbove: z.number().int(),
    highOrAboveChange: z.number().int(),
    /** Whether the list of a day before is reckoned by the same policy, so that it has as many. */
    isDayBeforeListed: z.boolean(),
  }),
  identity: identityBehaviorSchema,
  posture: z.array(postureBehaviorSchema),
  policyDenials: policyBehaviorSchema,
  mostAttacked: z.array(personRowSchema),
  /** Of the open ones those that got in, then those that were seen last; of this moment alone. */
  campaigns: z.object({ open: z.number().int(), newest: z.array(campaignRowSchema) }).nullable(),
  newestEvents: z.array(eventRowSchema),
});
export type Dashboard = z.infer<typeof dashboardSchema>;

/** The identity behavior page: what every tab says of the range. */
export const identityDetailsSchema = z.object({
  at: z.string(),
  ...pastShape,
  /** What the contributions are made with. */
  policy: z.number().int(),
  range: rangeSchema,
  kind: kindSchema.nullable(),
  /** Of this moment alone. */
  feed: feedHealthSchema.nullable(),
  identity: identityBehaviorSchema,
});
export type IdentityDetails = z.infer<typeof identityDetailsSchema>;
