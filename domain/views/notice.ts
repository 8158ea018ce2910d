import { z } from 'zod';
import { plain } from '@/domain/names/name-marks';

export const noticeViewSchema = z.object({
  version: z.number().int(),
  text: z.string(),
  /** Null for the text that comes with Parapet. */
  written: z.object({ at: z.string(), by: z.string() }).nullable(),
  /** Who accepted this version; null where nobody has. */
  accepted: z.object({ at: z.string(), by: z.string() }).nullable(),
  /** Whether people are shown: this version is accepted, or one before, and this one does not ask again. */
  open: z.boolean(),
  mayAccept: z.boolean(),
  /** Names of members who may accept it, by name; whom to ask. */
  askers: z.array(z.string()),
});
plain(noticeViewSchema);
export type NoticeView = z.infer<typeof noticeViewSchema>;
