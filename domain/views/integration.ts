import { z } from 'zod';
import { integrationStatusSchema } from '@/domain/integration-status';
import { runViewSchema } from '@/domain/views/run';

export const connectorErrorViewSchema = z.object({
  code: z.string(),
  class: z.string(),
  /** What happened. */
  message: z.string(),
  /** What to do. */
  remedy: z.string(),
  guideAnchor: z.string().nullable(),
  /** Redacted technical detail: status, Duo code, Duo message. */
  detail: z.string().nullable(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
  count: z.number().int(),
});

export const streamViewSchema = z.object({
  stream: z.string(),
  label: z.string(),
  permission: z.string(),
  intervalSeconds: z.number().int(),
  status: integrationStatusSchema,
  lastRunAt: z.string().nullable(),
  lastSuccessAt: z.string().nullable(),
  nextRunAt: z.string().nullable(),
  lastFetched: z.number().int().nullable(),
  newestRecordAt: z.string().nullable(),
  /** Everything up to this instant has been read. */
  cursorAt: z.string().nullable(),
  quarantined: z.number().int(),
  error: connectorErrorViewSchema.nullable(),
});
export type StreamView = z.infer<typeof streamViewSchema>;

export const integrationTileSchema = z.object({
  id: z.string(),
  connector: z.string(),
  name: z.string(),
  description: z.string(),
  status: integrationStatusSchema,
  lastSuccessAt: z.string().nullable(),
  signals24h: z.number().int(),
  /** Streams that should work and do not. One that is off by licence or choice is not among them. */
  failing: z.array(
    z.object({ stream: z.string(), label: z.string(), status: integrationStatusSchema, message: z.string() }),
  ),
});

export const hubSchema = z.object({
  worker: z.object({ running: z.boolean(), lastSeenAt: z.string().nullable() }),
  integrations: z.array(integrationTileSchema),
});
export type Hub = z.infer<typeof hubSchema>;

export const integrationViewSchema = z.object({
  id: z.string(),
  connector: z.string(),
  name: z.string(),
  description: z.string(),
  host: z.string(),
  /** The last four characters; the rest never leaves the vault. */
  ikeyEnding: z.string(),
  state: z.enum(['enabled', 'paused', 'disabled']),
  status: integrationStatusSchema,
  worker: z.object({ running: z.boolean(), lastSeenAt: z.string().nullable() }),
  enabledAt: z.string(),
  createdAt: z.string(),
  keysSetAt: z.string(),
  keysSetBy: z.string(),
  edition: z.string().nullable(),
  newestRecordAt: z.string().nullable(),
  /** Age of the newest data we could have: our clock less the cursor, in ms. */
  lagMs: z.number().nullable(),
  expectedLagMs: z.number(),
  signals24h: z.number().int(),
  streams: z.array(streamViewSchema),
  /** The newest runs, oldest first, for the chart. */
  recentRuns: z.array(runViewSchema),
});
export type IntegrationView = z.infer<typeof integrationViewSchema>;

/** One step of test before save. */
export const probeStepSchema = z.object({
  step: z.string(),
  label: z.string(),
  state: z.enum(['ok', 'failed', 'warning', 'skipped']),
  detail: z.string(),
  remedy: z.string().nullable(),
  guideAnchor: z.string().nullable(),
  ms: z.number(),
});
export type ProbeStep = z.infer<typeof probeStepSchema>;

export const probeResultSchema = z.object({
  ok: z.boolean(),
  steps: z.array(probeStepSchema),
  /** What was found of each stream that was tried. */
  streams: z.array(z.object({ stream: z.string(), readable: z.boolean() })),
  /** What stands in the way of saving, and the field that it is about; null where no field is to blame. */
  fault: z.object({ field: z.string().nullable(), message: z.string() }).nullable(),
});
export type ProbeResult = z.infer<typeof probeResultSchema>;

/** A new integration, as it was saved. */
export const connectedSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(['enabled', 'disabled']),
  /** When the first records can be here; null where nothing is polled. */
  firstRecordsAt: z.string().nullable(),
  /** Values that were made here. They are in this answer only, and never shown again. */
  reveal: z.array(z.object({ label: z.string(), value: z.string() })),
  /** Streams that are switched on and that the vendor refuses for now; they are asked again every day. */
  refused: z.array(z.object({ stream: z.string(), label: z.string(), permission: z.string() })),
});
export type Connected = z.infer<typeof connectedSchema>;
