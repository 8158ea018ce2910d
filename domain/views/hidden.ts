import { z } from 'zod';
import { dispositionBriefSchema } from './disposition';

/** Parts of the register: what waits for a second member, what is in force, and what is over. */
export const REGISTER_PARTS = ['waiting', 'holding', 'ended'] as const;
export const registerPartSchema = z.enum(REGISTER_PARTS, {
  error: 'part: choose one of waiting, holding, ended.',
});
export type RegisterPart = z.infer<typeof registerPartSchema>;

/** A decision of an analyst. One that confirms hides nothing, and stands here so that it can be undone. */
const hiddenByDispositionSchema = dispositionBriefSchema.extend({
  hiddenBy: z.literal('disposition'),
  /** Standing events that it decides now. */
  events: z.number().int(),
  /** Of these, those that are left out of the score. */
  hidden: z.number().int(),
  undoneBy: z.string().nullable(),
  undoneAt: z.string().nullable(),
});

/** One thing that hides events. What else does so is another member of this union. */
export const hiddenItemSchema = z.discriminatedUnion('hiddenBy', [hiddenByDispositionSchema]);
export type HiddenItem = z.infer<typeof hiddenItemSchema>;

export const registerPageSchema = z.object({
  at: z.string(),
  part: registerPartSchema,
  counts: z.record(registerPartSchema, z.number().int()),
  items: z.array(hiddenItemSchema),
  nextCursor: z.string().nullable(),
});
export type RegisterPage = z.infer<typeof registerPageSchema>;
