import { z } from 'zod';
import { SEARCH_TIMES } from '@/domain/signal-search/search-time';
import {
  aboutPerson,
  hidden,
  namedPerson,
  personName,
  plainText,
  rawRecord,
  writtenText,
} from '@/domain/names/name-marks';
import { integrationStatusSchema } from '@/domain/integration-status';
import { accountEventRowSchema } from './account-event';
import { feedGapSchema } from './dashboard';
import { eventRowSchema } from './person';

export const searchTimeSchema = z.enum(SEARCH_TIMES, 'since: choose one of 24h, 7d, 30d, 90d, all.');
export type { SearchTime } from '@/domain/signal-search/search-time';

/** One raw record as a list shows it: what was read out of it, without the record. */
export const signalRowSchema = z.object({
  /** Its instant and key: where it is opened. */
  id: z.string(),
  occurredAt: z.string(),
  receivedAt: z.string(),
  stream: z.object({ id: plainText(), label: plainText() }),
  integration: z.object({ id: z.string(), name: z.string() }),
  person: namedPerson().nullable(),
  username: personName().nullable(),
  result: z.string().nullable(),
  reason: z.string().nullable(),
  factor: z.string().nullable(),
  application: z.string().nullable(),
  /** What the phones and computers are called that the record tells of: by name, else by key. */
  devices: hidden(z.array(z.string())),
  ip: z.string().nullable(),
  country: z.string().nullable(),
  trustLevel: z.string().nullable(),
  action: z.string().nullable(),
  actor: z.string().nullable(),
  txid: z.string().nullable(),
  /** Brought by a backfill: searchable, never scored. */
  backfill: z.boolean(),
});
aboutPerson(signalRowSchema, 'person', 'id');
export type SignalRow = z.infer<typeof signalRowSchema>;

export const signalsPageSchema = z.object({
  at: z.string(),
  window: z.object({ from: z.string(), to: z.string() }),
  signals: z.array(signalRowSchema),
  /** Words that nobody and nothing here is called by: with one of them nothing can match. */
  unknownWords: z.array(plainText()),
  /** Pages beside this one; null where there is none. */
  olderCursor: z.string().nullable(),
  newerCursor: z.string().nullable(),
});
export type SignalsPage = z.infer<typeof signalsPageSchema>;

export const signalHistogramSchema = z.object({
  at: z.string(),
  window: z.object({ from: z.string(), to: z.string() }),
  bucketMs: z.number().int(),
  /** A null count is not known: it would have meant reading too much. */
  buckets: z.array(
    z.object({ start: z.string(), complete: z.boolean(), signals: z.number().int().nullable() }),
  ),
  /** What was counted; of everything in the window where `whole`. */
  total: z.number().int(),
  whole: z.boolean(),
  /** Why a file cannot hold what is found, and what to narrow; null where it can. */
  fileRefusal: z.string().nullable(),
  /** What was not collected of the window: what lay there is not found. */
  gaps: z.array(feedGapSchema),
  /** Records from before this instant are no longer kept; null where the window holds none of that time. */
  keptFrom: z.string().nullable(),
  /** Records of the window that were erased on request, or are not kept since: they are neither found nor counted. */
  erased: z.number().int(),
  /** How the feeds are whose newest records belong into the window; none where it ends before now. */
  feeds: z.array(z.object({ id: z.string(), name: z.string(), status: integrationStatusSchema })),
});
export type SignalHistogram = z.infer<typeof signalHistogramSchema>;

const besideSchema = z.object({
  signals: z.array(signalRowSchema),
  /** There are more within the hour: these are the nearest before and after it. */
  more: z.boolean(),
});

export const signalDetailSchema = z.object({
  signal: signalRowSchema,
  sha256: z.string(),
  /** Exactly as it was sent; null where names are withheld. */
  record: rawRecord(z.string().nullable()),
  events: z.array(eventRowSchema),
  accountEvents: z.array(accountEventRowSchema),
  /** Other records within an hour, `from` to `to`, oldest first. */
  around: z.object({ from: z.string(), to: z.string(), person: besideSchema, address: besideSchema }),
});
export type SignalDetail = z.infer<typeof signalDetailSchema>;

export const completionsSchema = z.object({
  completions: z.array(
    z.object({
      /** What is written into the search. */
      value: z.string(),
      /** What tells it apart from its like; null where nothing is needed. */
      note: z.string().nullable(),
    }),
  ),
});
export type Completions = z.infer<typeof completionsSchema>;

/** A search that a member keeps: its words, and either a time that ends now or one from an instant to another. */
export const savedSearchSchema = z.object({
  id: z.string(),
  name: writtenText(),
  q: writtenText(),
  since: searchTimeSchema.nullable(),
  from: z.string().nullable(),
  to: z.string().nullable(),
});
export type SavedSearch = z.infer<typeof savedSearchSchema>;

export const savedSearchesSchema = z.object({ searches: z.array(savedSearchSchema) });
export type SavedSearches = z.infer<typeof savedSearchesSchema>;
