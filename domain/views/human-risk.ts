import { z } from 'zod';
import { RISK_CATEGORIES } from '@/domain/human-risk/risk-category';
import { riskEvidenceSchema } from '@/domain/human-risk/risk-reading';
import { bandSchema } from './score';

/** A human risk score as shown: number and band come from the same unrounded value. */
export const humanRiskScoreSchema = z.object({
  /** Unrounded. */
  score: z.number(),
  /** Truncated to one decimal: "2.8". */
  shown: z.string(),
  band: bandSchema,
});

/** What a person's human risk score is made of. */
export const humanRiskProfileSchema = z.object({
  /** False until a worker has reckoned it for the first time: within seconds of the first record. */
  reckoned: z.boolean(),
  /** The UTC day since which it is so. */
  since: z.string().nullable(),
  categories: z.array(
    z.object({
      category: z.enum(RISK_CATEGORIES),
      label: z.string(),
      source: z.string(),
      meaning: z.string(),
      recoverable: z.boolean(),
      weight: z.number(),
      /** Unrounded; null where it is left out of the mean. */
      value: z.number().nullable(),
      shown: z.string().nullable(),
      /** What it adds to the score; these sum to it. */
      share: z.number().nullable(),
      /** Why it is left out. */
      leftOut: z.string().nullable(),
      evidence: z.array(riskEvidenceSchema),
    }),
  ),
  /** The score of each UTC day, oldest first; null where there was none. */
  course: z.array(z.object({ day: z.string(), score: z.number().nullable() })),
});
export type HumanRiskProfile = z.infer<typeof humanRiskProfileSchema>;
