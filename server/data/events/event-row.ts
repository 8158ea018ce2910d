import { z } from 'zod';
import type { Candidate } from '@/domain/detection/candidate';
import { EVENT_KINDS } from '@/domain/event-catalogue';

const rowSchema = z.object({
  kind: z.enum(EVENT_KINDS),
  anchor: z.string(),
  occurredAt: z.date(),
  confidence: z.number(),
  outcome: z.enum(['got_in', 'refused', 'unknown']),
  sources: z.array(
    z.object({
      signalKey: z.string(),
      place: z.enum([
        'rbfs',
        'trust',
        'result',
        'assessment',
        'lockout',
        'reported',
        'derived',
        'denial',
        'trust_monitor',
        'act',
      ]),
      verdict: z.enum(['enforced', 'shadow', 'preview', 'suppressed']),
      detectorName: z.string().nullable(),
      occurredAt: z.number(),
      confidence: z.number().optional(),
      told: z
        .object({
          at: z.number(),
          actor: z.string().nullable(),
          target: z.string().nullable(),
          ip: z.string().nullable(),
          country: z.string().nullable(),
          act: z.string(),
        })
        .optional(),
      about: z.string().optional(),
    }),
  ),
  facts: z.object({
    ip: z.string().nullable(),
    city: z.string().nullable(),
    country: z.string().nullable(),
    application: z.string().nullable(),
    factor: z.string().nullable(),
    reason: z.string().nullable(),
    // Events that were stored before these were told have neither.
    actor: z.string().nullable().default(null),
    target: z.string().nullable().default(null),
    names: z.array(z.string()),
    measured: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  }),
  detectorVersion: z.coerce.number(),
});

/** Reads the columns of a stored identity event back into the candidate that was written. Throws on damage. */
export function candidateFromRow(row: object): Candidate {
  const { occurredAt, sources, facts, ...rest } = rowSchema.parse(row);
  const { measured, ...told } = facts;
  return {
    ...rest,
    sources: sources.map(({ confidence, told: act, about, ...source }) => ({
      ...source,
      ...(confidence === undefined ? {} : { confidence }),
      ...(act === undefined ? {} : { told: act }),
      ...(about === undefined ? {} : { about }),
    })),
    facts: measured === undefined ? told : { ...told, measured },
    occurredAt: occurredAt.getTime(),
  };
}
