import { z } from 'zod';
import { namedMember, plainText, writtenText } from '@/domain/names/name-marks';

const namedSchema = namedMember();

/** Who looks after a person, what is to be done next, and what was noted; always as it is now. */
export const personCareSchema = z.object({
  owner: namedSchema.nullable(),
  /** Who said that it is known to them, and since when; null while nobody has. */
  acknowledged: z
    .object({
      at: z.string(),
      by: plainText(),
      /** Counted events that reached Parapet after that. */
      eventsSince: z.number().int(),
    })
    .nullable(),
  /** To be sent with a change of owner or acknowledgement: it is refused where somebody else changed it meanwhile. */
  version: z.number().int(),
  /** What is open first. */
  steps: z.array(
    z.object({
      id: z.string(),
      text: writtenText(),
      addedBy: plainText(),
      addedAt: z.string(),
      done: z.object({ at: z.string(), by: plainText() }).nullable(),
    }),
  ),
  /** What the person's events ask for and is no step yet. */
  suggestions: z.array(z.string()),
  /** Newest first. */
  notes: z.array(
    z.object({
      id: z.string(),
      text: writtenText(),
      writtenBy: plainText(),
      writtenAt: z.string(),
      /** Null where it is as it was written. */
      changed: z.object({ by: plainText(), at: z.string() }).nullable(),
      version: z.number().int(),
    }),
  ),
  /** Who may be the owner. */
  members: z.array(namedSchema),
});
export type PersonCare = z.infer<typeof personCareSchema>;
