import { z } from 'zod';
import { plain } from '@/domain/names/name-marks';

/** One field for each kind of data. */
function ofEachKind<T extends z.ZodType>(each: T) {
  return {
    ...{ records: each, events: each, baselines: each, runs: each, quarantine: each, directory: each },
    ...{ notifications: each, audit: each },
  };
}

export const retentionViewSchema = z.object({
  days: z.object(ofEachKind(z.number().int().nullable())),
  /** Who set it; null where nobody has. */
  set: z.object({ at: z.string(), by: z.string() }).nullable(),
  /** The oldest of each kind that is here; null where there is none. */
  oldest: z.object(ofEachKind(z.string().nullable())),
  /** For how many days events are kept at least, because scores and charts are reckoned from them. */
  leastEventDays: z.number().int(),
  mayChange: z.boolean(),
});
plain(retentionViewSchema);
export type RetentionView = z.infer<typeof retentionViewSchema>;

const count = z.number().int();

export const retentionLossSchema = z.object({
  ...ofEachKind(count),
  /** What goes with the events: copies of the records they rest on, decisions about them alone, campaigns. */
  evidence: count,
  decisions: count,
  campaigns: count,
});
plain(retentionLossSchema);
export type RetentionLoss = z.infer<typeof retentionLossSchema>;
