import { z } from 'zod';
import { namedPerson, plainText, writtenText } from '@/domain/names/name-marks';
import { dispositionBriefSchema } from './disposition';
import { kindSchema } from './person';

/** What hides events: decisions of members, what Parapet has learnt by itself, and detectors that are switched off. */
export const HIDERS = ['disposition', 'egress', 'retry_loop', 'detector_off'] as const;
export const hiderSchema = z.enum(HIDERS, {
  error: 'by: choose one of disposition, egress, retry_loop, detector_off.',
});
export type Hider = z.infer<typeof hiderSchema>;

/** Parts of the decisions: what waits for a second member, what is in force, and what is over. */
export const REGISTER_PARTS = ['waiting', 'holding', 'ended'] as const;
export const registerPartSchema = z.enum(REGISTER_PARTS, {
  error: 'part: choose one of waiting, holding, ended.',
});
export type RegisterPart = z.infer<typeof registerPartSchema>;

/** A decision of an analyst. One that confirms hides nothing, and stands here so that it can be undone. */
const hiddenByDispositionSchema = dispositionBriefSchema.extend({
  hiddenBy: z.literal('disposition'),
  /** Standing events that it decides now. */
  events: z.number().int(),
  /** Of these, those that are left out of the score. */
  hidden: z.number().int(),
  undoneBy: plainText().nullable(),
  undoneAt: z.string().nullable(),
});

/** A network that Parapet has learnt to be a place of many: an office, a VPN, a carrier. */
const hiddenByEgressSchema = z.object({
  hiddenBy: z.literal('egress'),
  /** The network. */
  id: z.string(),
  /** The UTC day since which it has been one without a break, of a year; and from which on it is none if use ends now. */
  since: z.string(),
  until: z.string(),
  /** Most people who succeeded from there on one day of the last 30. */
  people: z.number().int(),
  /** Days of the last 30 on which so many names failed from there that it would have been looked at as an attack. */
  failingDays: z.number().int(),
});

/** A client of somebody that asks again and again by itself. Its bursts are events that count less. */
const hiddenByLoopSchema = z.object({
  hiddenBy: z.literal('retry_loop'),
  id: z.string(),
  person: namedPerson(),
  application: z.string().nullable(),
  ip: z.string().nullable(),
  /** Of the last 30 days. */
  firstAt: z.string(),
  lastAt: z.string(),
  bursts: z.number().int(),
  pushes: z.number().int(),
});

/** A detector that somebody switched off. What it would find is not kept: a trial counts it. */
const hiddenByOffSchema = z.object({
  hiddenBy: z.literal('detector_off'),
  /** The kind. */
  id: kindSchema,
  label: z.string(),
  /** The settings that switched it off, who saved them, when and why. */
  settings: z.number().int(),
  by: plainText(),
  since: z.string(),
  reason: writtenText(),
  /** Whether a trial over the sign-ins of people can count it: attacks on many are judged when they arrive. */
  countable: z.boolean(),
  /** Events of this kind in the last 30 days all the same: what a vendor reports, and what was found before. */
  fired: z.number().int(),
});

/** One thing that hides events. What else does so is another member of this union. */
export const hiddenItemSchema = z.discriminatedUnion('hiddenBy', [
  hiddenByDispositionSchema,
  hiddenByEgressSchema,
  hiddenByLoopSchema,
  hiddenByOffSchema,
]);
export type HiddenItem = z.infer<typeof hiddenItemSchema>;
/** One that this hides. */
export type HiddenBy<By extends Hider> = Extract<HiddenItem, { readonly hiddenBy: By }>;

export const registerPageSchema = z.object({
  at: z.string(),
  by: hiderSchema,
  part: registerPartSchema,
  /** How many there are of each; of decisions those in force. */
  totals: z.record(hiderSchema, z.number().int()),
  /** Decisions by part. */
  counts: z.record(registerPartSchema, z.number().int()),
  /** How many failing names of a network are an attack, at the least. */
  failingNames: z.number().int(),
  items: z.array(hiddenItemSchema),
  nextCursor: z.string().nullable(),
});
export type RegisterPage = z.infer<typeof registerPageSchema>;
