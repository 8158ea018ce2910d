import { z } from 'zod';
import { plain } from '@/domain/names/name-marks';

export const apiTokenViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  /** Its last characters, to tell it apart. */
  ending: z.string(),
  member: z.object({ id: z.string(), name: z.string() }),
  isYours: z.boolean(),
  /** What it was made for, and what of that its member may no longer do. */
  permissions: z.array(z.string()),
  lost: z.array(z.string()),
  madeAt: z.string(),
  expiresAt: z.string(),
  lastUsedAt: z.string().nullable(),
  lastUsedFrom: z.string().nullable(),
  state: z.enum(['stands', 'revoked', 'expired', 'member_gone']),
  revokedAt: z.string().nullable(),
  revokedBy: z.string().nullable(),
  mayRevoke: z.boolean(),
});
export type ApiTokenView = z.infer<typeof apiTokenViewSchema>;

export const apiTokensViewSchema = z.object({
  tokens: z.array(apiTokenViewSchema),
  /** Whether these are the tokens of everybody, or the reader's own. */
  ofEverybody: z.boolean(),
  /** What the reader may put into a token; nothing where they may make none. */
  givable: z.array(z.string()),
});
plain(apiTokensViewSchema);
export type ApiTokensView = z.infer<typeof apiTokensViewSchema>;

/** A token, shown this once. */
export const madeTokenSchema = z.object({
  id: z.string(),
  token: z.string(),
  expiresAt: z.string(),
});
plain(madeTokenSchema);
export type MadeToken = z.infer<typeof madeTokenSchema>;
