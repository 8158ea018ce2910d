import { z } from 'zod';
import { namedPerson, plainText, writtenText } from '@/domain/names/name-marks';
import { kindSchema, outcomeSchema } from './person';

/** A threshold as its page shows it. */
export const thresholdSchema = z.object({
  name: z.string(),
  label: z.string(),
  unit: z.string(),
  value: z.number(),
  byDefault: z.number(),
  lowest: z.number(),
  highest: z.number(),
  why: z.string(),
});
export type ThresholdView = z.infer<typeof thresholdSchema>;

export const detectorSchema = z.object({
  kind: kindSchema,
  label: z.string(),
  group: z.string(),
  /** One sentence: what was seen. */
  raisedBy: z.string(),
  /** Whether Parapet derives it from sign-ins; only then can it be switched off and has thresholds. */
  derived: z.boolean(),
  on: z.boolean(),
  thresholds: z.array(thresholdSchema),
  /** Events of the last 30 days, and how many of them somebody dismissed. */
  fired: z.number().int(),
  dismissed: z.number().int(),
});
export type DetectorView = z.infer<typeof detectorSchema>;

/** A set of settings, with what it changed against the one before. */
export const settingsVersionSchema = z.object({
  number: z.number().int(),
  from: z.string(),
  author: plainText(),
  reason: writtenText(),
  changes: z.array(z.string()),
});

export const detectorsSchema = z.object({
  at: z.string(),
  /** Number of the settings in force. */
  number: z.number().int(),
  detectors: z.array(detectorSchema),
  /** Thresholds that several detectors share. */
  terms: z.array(thresholdSchema),
  /** Newest first; the defaults are not among them. */
  history: z.array(settingsVersionSchema),
});
export type DetectorsView = z.infer<typeof detectorsSchema>;

/** What a draft would have found over stored sign-ins that the settings in force did not, and the other way round. */
export const detectorTrialSchema = z.object({
  from: z.string(),
  to: z.string(),
  people: z.number().int(),
  kinds: z.array(
    z.object({
      kind: kindSchema,
      label: z.string(),
      now: z.number().int(),
      then: z.number().int(),
      more: z.number().int(),
      fewer: z.number().int(),
    }),
  ),
});
export type DetectorTrial = z.infer<typeof detectorTrialSchema>;
export const trialProgressSchema = z.object({ done: z.number().int(), total: z.number().int() });

/** What detectors make of one record. */
export const triedRecordSchema = z.object({
  /** Who it is about; null for a name that nobody here has. */
  person: namedPerson().nullable(),
  /** What is known of its source, a sentence each. */
  remarks: z.array(z.string()),
  events: z.array(
    z.object({
      kind: kindSchema,
      label: z.string(),
      confidence: z.number(),
      outcome: outcomeSchema,
      sentence: z.string(),
      /** Who says so: the vendor in the record, or Parapet by deriving it. */
      derived: z.boolean(),
    }),
  ),
});
export type TriedRecord = z.infer<typeof triedRecordSchema>;
