import { z } from 'zod';
import { plain } from '@/domain/names/name-marks';

/** Whether an account withholds names, and from whom it does or would. */
export const pseudonymsSchema = z.object({
  /** Since when; null while everybody who sees people sees names. */
  since: z.string().nullable(),
  /** Whether the reader may change it. */
  mayChange: z.boolean(),
  /** Roles that see people and that somebody has, the custom ones among them; none for who sees no members. */
  roles: z.array(
    z.object({
      id: z.string(),
      label: z.string(),
      members: z.number().int(),
      /** `yes`: names; `reveals`: one at a time, for a reason; `no`: pseudonyms alone. */
      names: z.enum(['yes', 'reveals', 'no']),
    }),
  ),
});
plain(pseudonymsSchema);
export type Pseudonyms = z.infer<typeof pseudonymsSchema>;

/** Until when somebody is shown who a person is. */
export const revealedSchema = z.object({ until: z.string() });
