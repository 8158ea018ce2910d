import { z } from 'zod';

export const bandSchema = z.enum(['very_low', 'low', 'medium', 'high', 'very_high']);

/** An attack factor as shown: number and band come from the same unrounded value. */
export const scoreSchema = z.object({
  /** Unrounded, capped at 10. */
  score: z.number(),
  /** Unrounded, uncapped: m·A. */
  uncapped: z.number(),
  /** Truncated to one decimal: "6.4". */
  shown: z.string(),
  band: bandSchema,
});
export type Score = z.infer<typeof scoreSchema>;

/** People by band. */
export const bandCountsSchema = z.object({
  very_low: z.number().int(),
  low: z.number().int(),
  medium: z.number().int(),
  high: z.number().int(),
  very_high: z.number().int(),
});
