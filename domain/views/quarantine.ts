import { z } from 'zod';
import { plainText, rawRecord } from '@/domain/names/name-marks';

export const quarantinedRowSchema = z.object({
  id: z.string(),
  stream: plainText(),
  streamLabel: plainText(),
  reason: z.string(),
  detail: rawRecord(z.string()),
  /** Bytes. */
  size: z.number().int(),
  firstSeenAt: z.string(),
});
export type QuarantinedRow = z.infer<typeof quarantinedRowSchema>;

const reasonCountSchema = z.object({ reason: z.string(), records: z.number().int() });

export const quarantinePageSchema = z.object({
  /** All that is in quarantine, by reason, whatever the list is narrowed to. */
  reasons: z.array(reasonCountSchema),
  records: z.array(quarantinedRowSchema),
  nextCursor: z.string().nullable(),
});
export type QuarantinePage = z.infer<typeof quarantinePageSchema>;

/** A record, opened: as text where it is text, else in hex. */
export const quarantinedRecordSchema = quarantinedRowSchema.extend({
  form: z.enum(['text', 'hex']),
  body: rawRecord(z.string()),
  /** Whether `body` stops before the end; the download is whole. */
  cut: z.boolean(),
});
export type QuarantinedRecordView = z.infer<typeof quarantinedRecordSchema>;

export const triedAgainSchema = z.object({
  /** Records that could be read now, and left the quarantine. */
  read: z.number().int(),
  /** Signals that came of them and were not there before. */
  added: z.number().int(),
  /** Could be read, but are from before the integration was enabled: they stay. */
  tooOld: z.number().int(),
  unreadable: z.number().int(),
  /** Why the first of those that stay still cannot be read. */
  detail: rawRecord(z.string().nullable()),
  /** There is more to try: send it with the same choice. */
  nextCursor: z.string().nullable(),
});
export type TriedAgain = z.infer<typeof triedAgainSchema>;

export const removedSchema = z.object({ removed: z.array(reasonCountSchema) });
