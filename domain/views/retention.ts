import { z } from 'zod';
import { plain } from '@/domain/names/name-marks';

const daysSchema = z.number().int().nullable();
const kindsSchema = z.object({
  records: daysSchema,
  runs: daysSchema,
  quarantine: daysSchema,
  directory: daysSchema,
});

export const retentionViewSchema = z.object({
  days: kindsSchema,
  /** Who set it; null where nobody has. */
  set: z.object({ at: z.string(), by: z.string() }).nullable(),
  /** The oldest of each kind that is here; null where there is none. */
  oldest: z.object({
    records: z.string().nullable(),
    runs: z.string().nullable(),
    quarantine: z.string().nullable(),
    directory: z.string().nullable(),
  }),
  mayChange: z.boolean(),
});
plain(retentionViewSchema);
export type RetentionView = z.infer<typeof retentionViewSchema>;

export const retentionLossSchema = z.object({
  records: z.number().int(),
  runs: z.number().int(),
  quarantine: z.number().int(),
  directory: z.number().int(),
});
plain(retentionLossSchema);
export type RetentionLoss = z.infer<typeof retentionLossSchema>;
