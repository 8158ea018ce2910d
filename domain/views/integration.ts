import { z } from 'zod';
import { integrationStatusSchema } from '@/domain/integration-status';

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

export const RUN_RESULTS = ['running', 'done', 'failed', 'lost'] as const;
export const runViewSchema = z.object({
  id: z.string(),
  stream: z.string(),
  streamLabel: z.string(),
  trigger: z.enum(['schedule', 'manual', 'retry']),
  startedAt: z.string(),
  finishedAt: z.string().nullable(),
  durationMs: z.number().int().nullable(),
  requests: z.number().int(),
  pages: z.number().int(),
  fetched: z.number().int(),
  new: z.number().int(),
  duplicate: z.number().int(),
  quarantined: z.number().int(),
  cursorBefore: z.string().nullable(),
  cursorAfter: z.string().nullable(),
  result: z.enum(RUN_RESULTS),
  errorCode: z.string().nullable(),
  errorMessage: z.string().nullable(),
  retryAt: z.string().nullable(),
});
export type RunView = z.infer<typeof runViewSchema>;

export const runsPageSchema = z.object({ runs: z.array(runViewSchema), nextCursor: z.string().nullable() });

export const integrationTileSchema = z.object({
  id: z.string(),
  connector: z.string(),
  name: z.string(),
  status: integrationStatusSchema,
  lastSuccessAt: z.string().nullable(),
  signals24h: z.number().int(),
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

export const probeResultSchema = z.object({ ok: z.boolean(), steps: z.array(probeStepSchema) });
export type ProbeResult = z.infer<typeof probeResultSchema>;
