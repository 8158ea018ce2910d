import { retentionCutoff } from '@/domain/retention';
import { signalHistogramSchema } from '@/domain/views/signal';
import type { Transaction } from '@/server/data/database';
import { type CounterNarrowing, countSignalsByBucket } from '@/server/data/integrations/counters';
import { listIntegrationRows, listStreamRows } from '@/server/data/integrations/integrations';
import { countErasedIn } from '@/server/data/privacy/erasures';
import { retentionOf } from '@/server/data/privacy/retention';
import {
  type Condition,
  countMatching,
  planEachSearch,
  readUpTo,
  type SignalQuery,
} from '@/server/data/signals/signal-search';
import { recordGaps } from '@/server/services/collection/record-gaps';
import { momentOfNow } from '@/server/services/people/grounds';
import { statusOfIntegration } from '@/server/services/integrations/feed-health';
import { defineOperation } from '@/server/services/operation';
import { planSearch, type SearchPlan, type SearchWindow } from './plan-signal-search';
import { fileRefusal, narrowedToDays } from './search-width';
import { searchInput, searchWindow } from './signal-window';

const HOUR_MS = 3_600_000;
/** Widths of bars, of which the narrowest is taken that makes no more than this many. */
const WIDTHS = [HOUR_MS / 4, HOUR_MS, 6 * HOUR_MS, 24 * HOUR_MS, 7 * 24 * HOUR_MS] as const;
const MOST_BARS = 92;

/** How many raw records match a search over its time, as bars. What would mean reading too much is not counted, and said. */
export const countSignals = defineOperation({
  name: 'count-signals',
  http: { method: 'GET', path: '/api/v1/signals/histogram' },
  permission: 'signals:read',
  input: searchInput,
  output: signalHistogramSchema,
  audit: { none: 'Counts open no record.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now, names }, { q, ...time }) => {
    const window = searchWindow(time, now);
    await planEachSearch(tx);
    const plan = await planSearch(accountId, tx, q, window, names);
    const bucketMs =
      WIDTHS.find((width) => (window.to - window.from) / width <= MOST_BARS) ?? 7 * 24 * HOUR_MS;
    const { counts, knownFrom } = await count(accountId, tx, plan, window, bucketMs);
    const streams = await listStreamRows(accountId, tx);
    const integrations = (await listIntegrationRows(accountId, tx)).filter(
      ({ state }) => state !== 'purging',
    );
    const buckets: { start: string; complete: boolean; signals: number | null }[] = [];
    for (let start = Math.floor(window.from / bucketMs) * bucketMs; start < window.to; start += bucketMs)
      buckets.push({
        start: new Date(start).toISOString(),
        complete: start + bucketMs <= now,
        signals: start < knownFrom && knownFrom > window.from ? null : (counts.get(start) ?? 0),
      });
    const total = buckets.reduce((sum, { signals }) => sum + (signals ?? 0), 0);
    const whole = knownFrom <= window.from;
    return {
      at: new Date(now).toISOString(),
      window: { from: new Date(window.from).toISOString(), to: new Date(window.to).toISOString() },
      bucketMs,
      buckets,
      total,
      whole,
      fileRefusal: fileRefusal(whole ? total : await mostInSearch(accountId, tx, plan, window), window),
      gaps: await recordGaps(accountId, tx, runtime, window, momentOfNow(now)),
      keptFrom: await keptFrom(accountId, tx, window, now),
      erased: await countErasedIn(accountId, tx, window),
      // What is collected late is missing at the end alone.
      feeds:
        window.to < now
          ? []
          : integrations.map((integration) => ({
              id: integration.id,
              name: integration.name,
              status: statusOfIntegration(runtime, integration, streams, now).status,
            })),
    };
  },
});

/** Since when records are kept, where a window begins before that. */
async function keptFrom(
  accountId: string,
  tx: Transaction,
  window: SearchWindow,
  now: number,
): Promise<string | null> {
  const { records } = (await retentionOf(accountId, tx)).days;
  if (records === null) return null;
  const from = retentionCutoff(records, now);
  return window.from < from ? new Date(from).toISOString() : null;
}

/**
 * How many records a search finds, where devices are asked for at most; null where it would mean reading too much.
 */
export async function mostInSearch(
  accountId: string,
  tx: Transaction,
  { ways, unknownWords }: SearchPlan,
  window: SearchWindow,
): Promise<number | null> {
  const undecided = { ways: ways.map((way) => ({ ...way, devices: [] })), unknownWords };
  const { counts, knownFrom } = await count(accountId, tx, undecided, window, 7 * 24 * HOUR_MS);
  if (knownFrom > window.from) return null;
  return [...counts.values()].reduce((sum, records) => sum + records, 0);
}

interface Counted {
  /** By the beginning of the bucket, in epoch milliseconds. */
  readonly counts: ReadonlyMap<number, number>;
  /** Bars from before are not known. Epoch milliseconds. */
  readonly knownFrom: number;
}

async function count(
  accountId: string,
  tx: Transaction,
  { ways }: SearchPlan,
  window: SearchWindow,
  bucketMs: number,
): Promise<Counted> {
  const [way, ...more] = ways;
  if (way === undefined) return { counts: new Map(), knownFrom: window.from };
  if (ways.some(({ devices }) => devices.length > 0)) return { counts: new Map(), knownFrom: window.to };
  const counted = more.length === 0 && way.query.access.by === 'time' ? byCounters(way.query) : null;
  if (counted !== null)
    return {
      counts: await countSignalsByBucket(accountId, tx, window, bucketMs, counted),
      knownFrom: window.from,
    };
  const queries: SignalQuery[] = [];
  for (const { query } of ways) queries.push(await narrowedToDays(accountId, tx, query, null));
  let knownFrom = window.from;
  for (const query of queries)
    knownFrom = Math.max(knownFrom, (await readUpTo(accountId, tx, query, null)) ?? window.from);
  return { counts: await countMatching(accountId, tx, queries, bucketMs), knownFrom };
}

function byCounters({ conditions }: { readonly conditions: readonly Condition[] }): CounterNarrowing | null {
  const streams: CounterNarrowing['streams'][number][] = [];
  const integrations: CounterNarrowing['integrations'][number][] = [];
  const results: CounterNarrowing['results'][number][] = [];
  for (const condition of conditions) {
    const { negated } = condition;
    if (condition.kind === 'streams') streams.push({ numbers: condition.numbers, negated });
    else if (condition.kind === 'integrations') integrations.push({ ids: condition.ids, negated });
    else if (condition.kind === 'values' && condition.any.every(({ field }) => field === 'result'))
      results.push({ values: condition.any.map(({ value }) => value), negated });
    else return null;
  }
  return { streams, integrations, results };
}
