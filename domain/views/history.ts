import { z } from 'zod';
import { plainText, writtenText } from '@/domain/names/name-marks';

/** What Parapet and its members did about a person. */
export const personHistorySchema = z.object({
  at: z.string(),
  /** Newest first. */
  entries: z.array(
    z.object({
      key: z.string(),
      at: z.string(),
      /** The member; null for Parapet itself. */
      by: plainText().nullable(),
      /** What was done, as it goes on after the name: “did” “of” the instant, and “more”. */
      did: writtenText(),
      of: z.string().nullable(),
      more: writtenText(),
      /** Somebody looked, and changed nothing. */
      viewing: z.boolean(),
    }),
  ),
  /** Whether who viewed the profile and its raw records is among them. */
  withViewings: z.boolean(),
  /** Whether the reader may see that: whoever may read the audit log. */
  mayShowViewings: z.boolean(),
  nextCursor: z.string().nullable(),
});
export type PersonHistory = z.infer<typeof personHistorySchema>;
