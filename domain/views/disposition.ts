import { z } from 'zod';
import { namedPerson, plainText, writtenText } from '@/domain/names/name-marks';
import { DECIDED_AS, SCOPES, VERDICTS } from '@/domain/dispositions/disposition';
import { scoreSchema } from './score';

/** A decision as it is shown beside what it decides. */
export const dispositionBriefSchema = z.object({
  id: z.string(),
  verdict: z.enum(VERDICTS),
  scope: z.enum(SCOPES),
  /** What it covers, in words. */
  subject: z.string(),
  reason: writtenText(),
  state: z.enum(['proposed', 'holding', 'expired', 'undone', 'refused', 'withdrawn']),
  by: plainText(),
  at: z.string(),
  /** Who agreed, where that was needed and has happened. */
  approvedBy: plainText().nullable(),
  /** What occurs from then on counts again; null for never. */
  expiresAt: z.string().nullable(),
  /** Whether the member who asks proposed it: then another one has to approve. */
  own: z.boolean(),
});
export type DispositionBrief = z.infer<typeof dispositionBriefSchema>;

export const decidedAsSchema = z.enum(DECIDED_AS, {
  error: 'disposition: choose one of counted, dismissed, open, confirmed, benign, false_positive.',
});
export type { DecidedAs } from '@/domain/dispositions/disposition';

/** What a decision does, or would do, to scores. */
export const dispositionEffectSchema = z.object({
  at: z.string(),
  /** Standing events that come under another decision. */
  events: z.number().int(),
  /** Of these, those that leave the score, and those that come back into it. */
  dismissed: z.number().int(),
  counted: z.number().int(),
  /** People whose attack factor is made of other events then. */
  people: z.number().int(),
  fall: z.number().int(),
  rise: z.number().int(),
  /** The largest changes first. */
  moves: z.array(
    z.object({
      person: namedPerson(),
      events: z.number().int(),
      from: scoreSchema,
      to: scoreSchema,
    }),
  ),
});
export type DispositionEffect = z.infer<typeof dispositionEffectSchema>;

export const dispositionPreviewSchema = dispositionEffectSchema.extend({
  subject: z.string(),
  needsApproval: z.boolean(),
  /** Other members who may approve it. */
  approvers: z.number().int(),
});
export type DispositionPreview = z.infer<typeof dispositionPreviewSchema>;

export const decidedSchema = z.object({
  id: z.string(),
  state: z.enum(['proposed', 'holding', 'undone', 'refused', 'withdrawn']),
  effect: dispositionEffectSchema,
});
export type Decided = z.infer<typeof decidedSchema>;
