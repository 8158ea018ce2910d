import { z } from 'zod';
import { namedPerson, plainText, writtenText } from '@/domain/names/name-marks';
import { criticalitySchema, kindSchema } from './person';
import { bandCountsSchema, scoreSchema } from './score';

const weightsSchema = z.record(kindSchema, z.number());

/** A policy as pages show it. What comes in is read by `parsePolicy`, which says what is wrong with each field. */
export const policyBodySchema = z.object({
  halfLifeDays: z.number(),
  share: z.number(),
  dampingExponent: z.number(),
  weights: weightsSchema,
  families: z.record(z.string(), z.array(kindSchema)),
  multipliers: z.record(criticalitySchema, z.number()),
});

export const policyChangeSchema = z.object({
  field: z.string(),
  label: z.string(),
  before: z.string(),
  after: z.string(),
});

/** A numbered policy: it never changes. */
export const numberedPolicySchema = z.object({
  number: z.number().int(),
  body: policyBodySchema,
  author: plainText(),
  reason: writtenText(),
  createdAt: z.string(),
  state: z.enum(['in_force', 'being_prepared', 'replaced', 'never_in_force']),
  /** Since when numbers were made with it, and until when; null where they were not, or still are. */
  inForceFrom: z.string().nullable(),
  inForceUntil: z.string().nullable(),
  /** The policy whose body it took up again. */
  restores: z.number().int().nullable(),
  /** Against the policy with the number before; empty for the first. */
  changes: z.array(policyChangeSchema),
});
export type NumberedPolicyView = z.infer<typeof numberedPolicySchema>;

/** A policy that is not in force yet because its heat is being written. */
export const preparationSchema = z.object({
  number: z.number().int(),
  startedAt: z.string(),
  /** People who have heat under it. */
  done: z.number().int(),
  total: z.number().int(),
  /** 0 to 99: at 100 it is in force. */
  percent: z.number().int(),
});
export type Preparation = z.infer<typeof preparationSchema>;

export const scoringSchema = z.object({
  at: z.string(),
  /** The policy in force. */
  current: z.number().int(),
  preparing: preparationSchema.nullable(),
  /** Newest first. */
  policies: z.array(numberedPolicySchema),
  /** What an account starts with. */
  defaults: policyBodySchema,
});
export type Scoring = z.infer<typeof scoringSchema>;

const moveSchema = z.object({
  person: namedPerson(),
  before: scoreSchema,
  after: scoreSchema,
});

/** How far a replay is: people gone through, of how many. */
export const replayProgressSchema = z.object({ done: z.number().int(), total: z.number().int() });
export type ReplayProgress = z.infer<typeof replayProgressSchema>;

/** What a draft would make of everybody at one instant. */
export const replaySchema = z.object({
  at: z.string(),
  /** The policy it is compared with. */
  policy: z.number().int(),
  changes: z.array(policyChangeSchema),
  people: z.number().int(),
  events: z.number().int(),
  bands: z.object({ before: bandCountsSchema, after: bandCountsSchema }),
  up: z.number().int(),
  down: z.number().int(),
  /** Those who change band, largest moves first; not all where there are many. */
  changed: z.array(moveSchema),
  /** The ten largest moves, within a band or not. */
  largest: z.array(moveSchema),
});
export type Replay = z.infer<typeof replaySchema>;

/** What became of saving: the number that the policy got, and what it changes. */
export const savedPolicySchema = z.object({
  number: z.number().int(),
  changes: z.array(policyChangeSchema),
});
export type SavedPolicy = z.infer<typeof savedPolicySchema>;
