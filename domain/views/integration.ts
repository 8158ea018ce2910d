import { z } from 'zod';
import { plainText } from '@/domain/names/name-marks';
import { INTEGRATION_STATES, integrationStatusSchema } from '@/domain/integration-status';

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

const spanSchema = z.object({ from: z.string(), to: z.string() });

/** A re-pull or a backfill that is under way. */
export const laneProgressSchema = z.object({
  lane: z.enum(['repull', 'backfill']),
  goal: spanSchema,
  /** Everything of the goal up to this instant has been read. */
  readUntil: z.string(),
  /** Share of the goal that has been read, 0 to 1. */
  share: z.number(),
  /** Whether it is being read at this moment; otherwise it waits for its turn. */
  reading: z.boolean(),
  /** When a failed piece is asked for again; null where nothing failed. */
  retryAt: z.string().nullable(),
});
export type LaneProgress = z.infer<typeof laneProgressSchema>;

export const streamViewSchema = z.object({
  stream: plainText(),
  label: plainText(),
  /** One sentence: what it brings. */
  summary: z.string(),
  holds: z.enum(['records', 'directory', 'figures']),
  permission: z.string(),
  /** Whether the vendor was found to grant the permission: unknown until a run has succeeded or was refused. */
  permissionFound: z.enum(['granted', 'refused', 'unknown']),
  optional: z.boolean(),
  enabled: z.boolean(),
  /** False for the stream that the integration is there for. */
  switchable: z.boolean(),
  /** From when on it is read. */
  enabledAt: z.string(),
  intervalSeconds: z.number().int(),
  /** Seconds from start to start as it is read here, where demo or tests shorten the interval; null elsewhere. */
  shortenedSeconds: z.number().nullable(),
  intervals: z.object({
    presets: z.array(z.number().int()),
    least: z.number().int(),
    most: z.number().int(),
  }),
  status: integrationStatusSchema,
  lastRunAt: z.string().nullable(),
  lastSuccessAt: z.string().nullable(),
  nextRunAt: z.string().nullable(),
  lastFetched: z.number().int().nullable(),
  /** Signals of the last 24 hours; null of a stream that holds none. */
  signals24h: z.number().int().nullable(),
  /** Objects that it holds now, of a directory; null of other streams. */
  objects: z.number().int().nullable(),
  newestRecordAt: z.string().nullable(),
  /** Everything up to this instant has been read. */
  cursorAt: z.string().nullable(),
  /** Our clock less the cursor, in ms; null where there is no cursor, or nobody reads. */
  lagMs: z.number().nullable(),
  expectedLagMs: z.number(),
  quarantined: z.number().int(),
  /** The stretch that can be read again; null where there is none. */
  readable: spanSchema.nullable(),
  underWay: z.array(laneProgressSchema),
  error: connectorErrorViewSchema.nullable(),
});
export type StreamView = z.infer<typeof streamViewSchema>;

export const integrationTileSchema = z.object({
  id: z.string(),
  connector: plainText(),
  name: z.string(),
  description: z.string(),
  status: integrationStatusSchema,
  lastSuccessAt: z.string().nullable(),
  signals24h: z.number().int(),
  /** Streams that should work and do not. One that is off by licence or choice is not among them. */
  failing: z.array(
    z.object({
      stream: plainText(),
      label: z.string(),
      status: integrationStatusSchema,
      message: z.string(),
    }),
  ),
});

export const hubSchema = z.object({
  worker: z.object({ running: z.boolean(), lastSeenAt: z.string().nullable() }),
  /** The window of `signals24h`, half open. */
  day: spanSchema,
  integrations: z.array(integrationTileSchema),
});
export type Hub = z.infer<typeof hubSchema>;

export const integrationViewSchema = z.object({
  id: z.string(),
  connector: plainText(),
  delivery: z.enum(['polled', 'inbound']),
  /** Where records are to be sent; null where they are fetched. */
  deliverTo: z.string().nullable(),
  name: z.string(),
  description: z.string(),
  host: z.string(),
  /** The last four characters; the rest never leaves the vault. */
  ikeyEnding: z.string(),
  state: z.enum(INTEGRATION_STATES),
  stateChangedAt: z.string().nullable(),
  status: integrationStatusSchema,
  worker: z.object({ running: z.boolean(), lastSeenAt: z.string().nullable() }),
  enabledAt: z.string(),
  createdAt: z.string(),
  keysSetAt: z.string(),
  keysSetBy: plainText(),
  /** Processes that opened the keys, the newest first; to the hour. */
  keysOpenedBy: z.array(z.object({ process: z.string(), firstAt: z.string(), lastAt: z.string() })),
  /** Whether the vendor is reached through a proxy, by the settings of the web process; null where nothing is. */
  proxied: z.boolean().nullable(),
  edition: z.string().nullable(),
  newestRecordAt: z.string().nullable(),
  /** Age of the newest data we could have: our clock less the cursor of the main stream, in ms. */
  lagMs: z.number().nullable(),
  expectedLagMs: z.number(),
  signals24h: z.number().int(),
  /** The window of `signals24h`, also of the streams; half open. */
  day: spanSchema,
  /** Of a paused one: since when nothing has been read, where resuming has a choice; null otherwise. */
  missedSince: z.string().nullable(),
  /** Of one that is being removed: what is still here. */
  remaining: z.object({ signals: z.number().int(), people: z.number().int() }).nullable(),
  streams: z.array(streamViewSchema),
});
export type IntegrationView = z.infer<typeof integrationViewSchema>;

/** What came from an integration and stands here. */
export const integrationHoldingsSchema = z.object({
  signals: z.number().int(),
  events: z.number().int(),
  /** Of the account itself, of no person. */
  accountEvents: z.number().int(),
  /** Whom one of these events is about. */
  peopleWithEvents: z.number().int(),
  /** People whom no other integration knows. */
  peopleOnlyHere: z.number().int(),
  quarantined: z.number().int(),
});
export type IntegrationHoldings = z.infer<typeof integrationHoldingsSchema>;

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
  streams: z.array(z.object({ stream: plainText(), readable: z.boolean() })),
  /** What stands in the way of saving, and the field that it is about; null where no field is to blame. */
  fault: z.object({ field: z.string().nullable(), message: z.string() }).nullable(),
  /** Another integration that reads the same source already, so that this one cannot be saved; null where there is none. */
  twin: z.object({ id: z.uuid(), name: z.string() }).nullable(),
});
export type ProbeResult = z.infer<typeof probeResultSchema>;

/** A new integration, as it was saved. */
export const connectedSchema = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(['enabled', 'disabled']),
  /** When the first records can be here; null where nothing is polled. */
  firstRecordsAt: z.string().nullable(),
  /** Where records are to be sent; null where they are fetched. */
  deliverTo: z.string().nullable(),
  /** Values that were made here. They are in this answer only, and never shown again. */
  reveal: z.array(z.object({ label: z.string(), value: z.string() })),
  /** Streams that are switched on and that the vendor refuses for now. */
  refused: z.array(
    z.object({ stream: plainText(), label: z.string(), permission: z.string(), optional: z.boolean() }),
  ),
});
export type Connected = z.infer<typeof connectedSchema>;
