import { z } from 'zod';
import { plain } from '@/domain/names/name-marks';

const count = z.number().int();

/** What would be lost with a person, in counts. */
export const erasureLossSchema = z.object({
  records: count,
  events: count,
  /** Versions of events that were replaced or taken back. */
  earlier: count,
  decisions: count,
  notes: count,
  days: count,
  entries: count,
  /** Entries of the audit log that will say nothing any more: those about them, and those that name them. */
  audit: count,
  /** Letters with what happened to them that were sent to members: those stay in mailboxes, and no erasure takes them back. */
  letters: count,
  /** What has to be typed. */
  username: z.string(),
});
export type ErasureLoss = z.infer<typeof erasureLossSchema>;

/** That somebody was erased; who it was is kept nowhere. */
export const erasureSchema = z.object({
  id: z.string(),
  at: z.string(),
  by: z.string(),
  records: count,
  events: count,
  /** Records that were sent since and not kept. */
  keptOut: count,
  lastKeptOutAt: z.string().nullable(),
  /** Whether what is sent is still not kept. */
  stands: z.boolean(),
});

export const erasuresSchema = z.object({ erasures: z.array(erasureSchema), mayAnswer: z.boolean() });
plain(erasuresSchema);
export type ErasuresView = z.infer<typeof erasuresSchema>;
