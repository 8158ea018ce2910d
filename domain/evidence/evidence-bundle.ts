import { z } from 'zod';
import { BANDS } from '@/domain/bands';
import { SCOPES, VERDICTS } from '@/domain/dispositions/disposition';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import { CRITICALITIES } from '@/domain/scoring/policy';

/** What a bundle calls itself; another shape gets another number. */
export const BUNDLE_FORMAT = 'parapet-evidence-1';

/** Which knowledge a number is made with: what is known now, what was known then, or now of then. */
const BUNDLE_READINGS = ['now', 'then', 'hindsight'] as const;

const instant = z.iso.datetime({ error: 'must be an instant like 2026-11-01T08:30:00.000Z.' });
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits.');
const kind = z.enum(EVENT_KINDS, { error: 'must be a kind that this version of Parapet knows.' });
const fall = z.strictObject({ at: instant, days: z.number() });

const decisionSchema = z.strictObject({
  verdict: z.enum(VERDICTS),
  scope: z.enum(SCOPES),
  subject: z.string(),
  reason: z.string(),
  by: z.string(),
  at: instant,
  approvedBy: z.string().nullable(),
  expiresAt: instant.nullable(),
});

const eventSchema = z.strictObject({
  id: z.string(),
  kind,
  occurredAt: instant,
  receivedAt: instant,
  confidence: z.number(),
  outcome: z.enum(['got_in', 'refused', 'unknown']),
  /** How the vendor treated it: enforced, shadow, preview or suppressed. */
  verdict: z.string(),
  sentence: z.string(),
  /** The vendor's own names for what it detected. */
  names: z.array(z.string()),
  integration: z.string(),
  detectorVersion: z.string(),
  /** Number of the settings of the detectors that were in force when it occurred. */
  detectorSettings: z.number().int(),
  decision: decisionSchema.nullable(),
  /** Whether it is part of the score: what was dismissed is not. */
  counted: z.boolean(),
  /** The records that it rests on, by key, oldest first; each is in the bundle. */
  records: z.array(z.string()),
  /** Those of which no copy is kept any more. */
  notKept: z.array(z.string()),
});

const recordSchema = z.strictObject({
  key: z.string(),
  stream: z.string(),
  occurredAt: instant,
  /** Of the record's text in UTF-8. */
  sha256,
  /** As the vendor sent it; null where the bundle would have grown too large, and its checksum stands for it. */
  record: z.string().nullable(),
});

const contributionSchema = z.strictObject({
  event: z.string(),
  kind,
  weight: z.number(),
  confidence: z.number(),
  /** Its damped, shared value times the multiplier; all of them sum to the uncapped factor. */
  value: z.number(),
  /** What it would be worth alone. */
  undamped: z.number(),
  /** 1 for the strongest of its kind. */
  rank: z.number().int(),
  reason: z.enum(['leads', 'shared', 'same_cause', 'unscored']),
  sameCauseAs: kind.nullable(),
  /** The factor had it not happened; null beyond the first thousand. */
  without: z.strictObject({ uncapped: z.number(), shown: z.number() }).nullable(),
});

const arithmeticSchema = z.strictObject({
  /** L of m·A(t) = 2^(L − t/h), t in days since 2020-01-01T00:00:00Z; null where no event scores. */
  heat: z.number().nullable(),
  uncapped: z.number(),
  score: z.number(),
  /** As printed: cut to one decimal. */
  shown: z.number(),
  band: z.enum(BANDS),
  leavesCap: fall.nullable(),
  fallsBelow: fall.extend({ band: z.enum(BANDS) }).nullable(),
  contributions: z.array(contributionSchema),
});
export type BundleArithmetic = z.infer<typeof arithmeticSchema>;

/** What is sealed: everything that an attack factor at one instant rests on, and how it follows. */
const contentSchema = z.strictObject({
  about: z.strictObject({
    format: z.literal(BUNDLE_FORMAT, { error: `must be ${BUNDLE_FORMAT}.` }),
    parapet: z.string(),
    account: z.string(),
    madeBy: z.string(),
    madeAt: instant,
    /** The instant that the numbers are of. */
    at: instant,
    reading: z.enum(BUNDLE_READINGS),
  }),
  person: z.strictObject({
    id: z.string(),
    name: z.string(),
    username: z.string(),
    email: z.string().nullable(),
    groups: z.array(z.string()),
    criticality: z.enum(CRITICALITIES),
    /** Set for the person alone, by the rule of a group, or by nothing. */
    criticalityFrom: z.strictObject({
      by: z.enum(['default', 'own', 'group']),
      group: z.string().nullable(),
    }),
    firstSeenAt: instant,
    /** By the instant that the numbers are of; null where no record from before it is kept. */
    lastSeenAt: instant.nullable(),
  }),
  policy: z.strictObject({
    number: z.number().int(),
    author: z.string(),
    reason: z.string(),
    savedAt: instant,
    /** Weights, half-life and all else, as `--policy` takes it. */
    body: z.unknown(),
  }),
  /** What the derived detectors went by, each from an instant on. */
  detectors: z.array(
    z.strictObject({
      number: z.number().int(),
      from: instant,
      thresholds: z.record(z.string(), z.number()),
      off: z.array(z.string()),
    }),
  ),
  events: z.array(eventSchema),
  records: z.array(recordSchema),
  arithmetic: arithmeticSchema,
});
export type BundleContent = z.infer<typeof contentSchema>;
export type BundleEvent = BundleContent['events'][number];

/** A bundle as it is written: its content and the checksums of its parts. */
export const evidenceBundleSchema = contentSchema.extend({
  seal: z.strictObject({
    /** SHA-256 of the canonical JSON of each part: `policy`, `events/<id>`, `records/<key>` and so on. */
    parts: z.record(z.string(), sha256),
    /** SHA-256 of the canonical JSON of `parts`. */
    whole: sha256,
  }),
});
export type EvidenceBundle = z.infer<typeof evidenceBundleSchema>;
