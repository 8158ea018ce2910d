import { z } from 'zod';

/** Each reason in a few words, for a list. The detail of a record says more. */
export const REJECTION_WORDS: Readonly<Record<string, string>> = {
  not_utf8: 'Not readable as text',
  nul_character: 'Holds a NUL character',
  not_json: 'Not JSON',
  too_large: 'Too large',
  too_deep: 'Nested too deeply',
  not_an_object: 'Not an object',
  wrong_type: 'A field of the wrong type',
  missing_time: 'Has no time',
  time_out_of_range: 'A time that cannot be',
  missing_user: 'Names nobody',
  field_too_long: 'A field that is too long',
  missing_field: 'A field is missing',
  wrong_value: 'A value that cannot be',
  page_unread: 'A whole page, kept unread',
};

export const quarantinedRowSchema = z.object({
  id: z.string(),
  stream: z.string(),
  streamLabel: z.string(),
  reason: z.string(),
  detail: z.string(),
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
  body: z.string(),
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
  detail: z.string().nullable(),
  /** There is more to try: send it with the same choice. */
  nextCursor: z.string().nullable(),
});
export type TriedAgain = z.infer<typeof triedAgainSchema>;

export const removedSchema = z.object({ removed: z.array(reasonCountSchema) });
