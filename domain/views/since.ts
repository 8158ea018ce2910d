import { z } from 'zod';
import { namedPerson } from '@/domain/names/name-marks';
import { campaignRowSchema } from './campaign';
import { scoreSchema } from './score';

const namedSchema = z.object({ id: z.string(), name: z.string() });

/** What broke: a stream that fails since then, or a stretch that was not collected. */
export const brokenSchema = z.object({
  id: z.string(),
  what: z.enum(['failing', 'gap']),
  integration: namedSchema,
  streamLabel: z.string(),
  /** Since when it fails, or where the gap begins. */
  from: z.string(),
  /** Where the gap ends; null for what fails still. */
  to: z.string().nullable(),
  /** Why, as a sentence. */
  why: z.string(),
});

/** What came since the member was last here. */
export const newsSchema = z.object({
  /** When the visit before this one ended. */
  since: z.string(),
  /** Under this policy are the scores of now; those of then under the one of then. */
  policy: z.number().int(),
  /** Who is in a higher band now, Medium at least; the highest first. Of every list the first are here, and all counted. */
  entered: z.array(z.object({ person: namedPerson(), from: scoreSchema, to: scoreSchema })),
  enteredTotal: z.number().int(),
  /** Null where everybody was compared with what they were; else how many of the highest. */
  compared: z.number().int().nullable(),
  /** Events that count by which somebody got in, known since. */
  gotIn: z.number().int(),
  /** Open campaigns that were found since; those that got in first. */
  campaigns: z.array(campaignRowSchema),
  campaignsTotal: z.number().int(),
  /** What was done to the account itself, the newest first. */
  systemEvents: z.array(z.object({ id: z.string(), label: z.string(), occurredAt: z.string() })),
  systemEventsTotal: z.number().int(),
  broke: z.array(brokenSchema),
  brokeTotal: z.number().int(),
});
export type News = z.infer<typeof newsSchema>;

export const sinceSchema = z.object({
  at: z.string(),
  /** Null where the member was never here before, has taken it away, or nothing happened. */
  news: newsSchema.nullable(),
});
export type Since = z.infer<typeof sinceSchema>;
