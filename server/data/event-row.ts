import { z } from 'zod';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import type { Candidate } from '@/domain/detection/candidate';

const rowSchema = z.object({
  kind: z.enum(EVENT_KINDS),
  anchor: z.string(),
  occurredAt: z.date(),
  confidence: z.number(),
  outcome: z.enum(['got_in', 'refused', 'unknown']),
  sources: z.array(
    z.object({
      signalKey: z.string(),
      place: z.enum(['rbfs', 'trust', 'result', 'assessment', 'lockout', 'reported']),
      verdict: z.enum(['enforced', 'shadow', 'preview', 'suppressed']),
      detectorName: z.string().nullable(),
      occurredAt: z.number(),
    }),
  ),
  facts: z.object({
    ip: z.string().nullable(),
    city: z.string().nullable(),
    country: z.string().nullable(),
    application: z.string().nullable(),
    factor: z.string().nullable(),
    reason: z.string().nullable(),
    names: z.array(z.string()),
  }),
  detectorVersion: z.coerce.number(),
});

/** Reads the columns of a stored identity event back into the candidate that was written. Throws on damage. */
export function candidateFromRow(row: object): Candidate {
  const { occurredAt, ...rest } = rowSchema.parse(row);
  return { ...rest, occurredAt: occurredAt.getTime() };
}
