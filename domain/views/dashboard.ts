import { z } from 'zod';
import { bandCountsSchema } from './score';
import { organisationRiskSchema, policyBehaviorSchema, postureBehaviorSchema } from './other-behaviors';
import { feedHealthSchema } from './feed';
import { eventRowSchema, kindSchema, personRowSchema } from './person';

/** Ranges offered everywhere; each has a bucket that keeps a chart between 24 and 90 bars. */
export const RANGES = {
  '24h': { label: 'last 24 hours', hours: 24, bucketMinutes: 60 },
  '7d': { label: 'last 7 days', hours: 168, bucketMinutes: 360 },
  '30d': { label: 'last 30 days', hours: 720, bucketMinutes: 1440 },
  '90d': { label: 'last 90 days', hours: 2160, bucketMinutes: 1440 },
} as const;
export const rangeSchema = z.enum(['24h', '7d', '30d', '90d'], {
  error: 'range: choose one of 24h, 7d, 30d, 90d.',
});
export type Range = z.infer<typeof rangeSchema>;

/** One bar: counts by event group. A null count is a gap: no feed covered that time. */
export const timeBucketSchema = z.object({
  start: z.string(),
  end: z.string(),
  /** False for the bucket that is still filling. */
  complete: z.boolean(),
  authentication: z.number().int().nullable(),
  trust_monitor: z.number().int().nullable(),
  identity_platform: z.number().int().nullable(),
});
export type TimeBucket = z.infer<typeof timeBucketSchema>;

export const kindRowSchema = z.object({
  kind: kindSchema,
  label: z.string(),
  group: z.string(),
  events: z.number().int(),
  /** Against the period of the same length before; null where no feed had read that period whole. */
  change: z.number().int().nullable(),
  people: z.number().int(),
  trend: z.array(z.number()),
});
export type KindRow = z.infer<typeof kindRowSchema>;

export const identityBehaviorSchema = z.object({
  events: z.number().int(),
  /** As for a kind. */
  change: z.number().int().nullable(),
  people: z.number().int(),
  trend: z.array(z.number()),
  integrations: z.array(z.object({ id: z.string(), name: z.string(), events: z.number().int() })),
  kinds: z.array(kindRowSchema),
});

export const dashboardSchema = z.object({
  at: z.string(),
  accountName: z.string(),
  policy: z.object({ number: z.number().int(), halfLifeDays: z.number() }),
  range: rangeSchema,
  feed: feedHealthSchema,
  attackFactor: z.object({ bands: bandCountsSchema, total: z.number().int() }),
  humanRisk: organisationRiskSchema,
  lastDay: z.object({
    events: z.number().int(),
    highOrAbove: z.number().int(),
    highOrAboveChange: z.number().int(),
  }),
  overTime: z.array(timeBucketSchema),
  identity: identityBehaviorSchema,
  posture: z.array(postureBehaviorSchema),
  policyDenials: policyBehaviorSchema,
  mostAttacked: z.array(personRowSchema),
  newestEvents: z.array(eventRowSchema),
});
export type Dashboard = z.infer<typeof dashboardSchema>;

/** The identity behavior page: everything its first three tabs show. Latest events have their own list. */
export const identityDetailsSchema = z.object({
  at: z.string(),
  /** What the contributions are made with. */
  policy: z.number().int(),
  range: rangeSchema,
  kind: kindSchema.nullable(),
  feed: feedHealthSchema,
  identity: identityBehaviorSchema,
  overTime: z.array(timeBucketSchema),
  /** People with events in the range, strongest contribution first. */
  individuals: z.array(
    z.object({
      person: personRowSchema,
      eventsInRange: z.number().int(),
      /** Sum of what those events add now, unrounded, before the cap. */
      contribution: z.number(),
    }),
  ),
  individualsTotal: z.number().int(),
  breakdown: z.array(
    z.object({
      kind: kindSchema,
      label: z.string(),
      weight: z.number(),
      events: z.number().int(),
      people: z.number().int(),
      /** Sum over people of what this kind adds now, unrounded, before the cap. */
      contribution: z.number(),
      share: z.number(),
    }),
  ),
});
export type IdentityDetails = z.infer<typeof identityDetailsSchema>;
