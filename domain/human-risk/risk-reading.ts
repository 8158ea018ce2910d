import { z } from 'zod';
import { hidden } from '@/domain/names/name-marks';
import { RISK_CATEGORIES } from './risk-category';

/** One thing that a category's value rests on. It is stored, and shown as it stands. */
export const riskEvidenceSchema = z.object({
  /** A sentence, in which devices are named as their owners call them. */
  what: hidden(z.string()),
  /** What it adds by itself, 0 to 10; null where it adds nothing and is said for completeness. */
  points: z.number().nullable(),
  /** The UTC day or instant it is from, ISO 8601; null where it is so now. */
  at: z.string().nullable(),
});
export type RiskEvidence = z.infer<typeof riskEvidenceSchema>;

/** One category of one person. */
export const riskReadingSchema = z.object({
  category: z.enum(RISK_CATEGORIES),
  /** 0 to 10, unrounded; null where there is no data, and the category is left out of the mean. */
  value: z.number().nullable(),
  /** Why it is left out, as a sentence; null where it is not. */
  leftOut: z.string().nullable(),
  evidence: z.array(riskEvidenceSchema),
});
export type RiskReading = z.infer<typeof riskReadingSchema>;

/** A category that nothing is known of. */
export function leftOut(category: RiskReading['category'], why: string): RiskReading {
  return { category, value: null, leftOut: why, evidence: [] };
}
