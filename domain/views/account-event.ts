import { z } from 'zod';
import { SYSTEM_RULES } from '@/domain/detection/high-risk-system-event';
import { evidenceSchema } from './person';

export const systemRuleSchema = z.enum(SYSTEM_RULES);

export const accountEventRowSchema = z.object({
  id: z.string(),
  rule: systemRuleSchema,
  label: z.string(),
  /** One sentence built from the evidence. */
  sentence: z.string(),
  occurredAt: z.string(),
  /** When it was last seen, where it went on. */
  lastAt: z.string(),
  /** Who did it, and to what, as the vendor names them. */
  actor: z.string().nullable(),
  subject: z.string().nullable(),
  from: z.object({ ip: z.string().nullable(), country: z.string().nullable() }),
  integration: z.object({ id: z.string(), name: z.string() }),
});
export type AccountEventRow = z.infer<typeof accountEventRowSchema>;

export const accountEventsPageSchema = z.object({
  at: z.string(),
  events: z.array(accountEventRowSchema),
  nextCursor: z.string().nullable(),
});
export type AccountEventsPage = z.infer<typeof accountEventsPageSchema>;

export const accountEventDetailSchema = z.object({
  at: z.string(),
  event: accountEventRowSchema,
  explanation: z.object({
    why: z.string(),
    remedy: z.string(),
    technique: z.object({ id: z.string(), name: z.string() }),
    detectorVersion: z.string(),
  }),
  evidence: z.array(evidenceSchema),
});
export type AccountEventDetail = z.infer<typeof accountEventDetailSchema>;
