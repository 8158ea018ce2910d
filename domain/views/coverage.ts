import { z } from 'zod';
import { kindSchema } from './person';

export const kindCoverageSchema = z.object({
  kind: kindSchema,
  standing: z.enum(['can', 'cannot', 'unsure']),
  why: z.string(),
  /** Events of the last 30 days. */
  events: z.number().int(),
  lastFiredAt: z.string().nullable(),
});
export type KindCoverageView = z.infer<typeof kindCoverageSchema>;

export const coverageViewSchema = z.object({
  at: z.string(),
  edition: z.string().nullable(),
  /** Sign-ins of the last 2 days, and how many carry the vendor's assessment of trust. */
  signIns: z.number().int(),
  assessed: z.number().int(),
  kinds: z.array(kindCoverageSchema),
  /** Names of the vendor's detections that Parapet has no kind for, of the last 30 days. */
  unknownNames: z.array(z.object({ name: z.string(), events: z.number().int() })),
});
export type CoverageView = z.infer<typeof coverageViewSchema>;
