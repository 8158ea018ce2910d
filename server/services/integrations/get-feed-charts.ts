import { z } from 'zod';
import { findConnector } from '@/domain/connectors/catalogue';
import { integrationIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { outcomeOfRun } from '@/domain/run-outcome';
import { RUN_OUTCOMES, RUN_RESULTS } from '@/domain/run-words';
import { RANGES } from '@/domain/ranges';
import { type Range, rangeSchema } from '@/domain/views/dashboard';
import { type FeedBucket, feedChartsSchema } from '@/domain/views/feed-quality';
import { listGaps } from '@/server/data/integrations/gaps';
import { findIntegration } from '@/server/data/integrations/integrations';
import { countRunsByBucket, listRunRows, type RunBucket } from '@/server/data/integrations/runs';
import { pacedStream } from '@/server/services/collection/paced-stream';
import { defineOperation } from '@/server/services/operation';
import { presentGap } from './present-gap';
import { presentRun } from './present-run';

const NEWEST_RUNS = 60;
const MOST_GAPS = 200;
const MINUTE_MS = 60_000;

/** Length of a bar: fine enough to show one outage, so that each range has about a hundred. */
const BUCKET_MS: Readonly<Record<Range, number>> = {
  '24h': 15 * MINUTE_MS,
  '7d': 120 * MINUTE_MS,
  '30d': 480 * MINUTE_MS,
  '90d': 1_440 * MINUTE_MS,
  '180d': 2_880 * MINUTE_MS,
};

/** What the charts of a feed draw: the newest runs one by one, all runs of a range in bars, and the gaps in it. */
export const getFeedCharts = defineOperation({
  name: 'get-feed-charts',
  http: { method: 'GET', path: '/api/v1/integrations/:id/charts' },
  permission: 'integrations:read',
  input: z.object({
    id: integrationIdSchema,
    range: rangeSchema.default('24h'),
    stream: z.string().min(1).max(64).optional(),
  }),
  output: feedChartsSchema,
  audit: { none: 'Counts and times, no records.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now }, { id, range, stream }) => {
    const integration = await findIntegration(accountId, tx, id);
    if (integration === null) throw Refusal.notFound('integration');
    const { connector } = integration;
    const bucketMs = BUCKET_MS[range];
    const to = (Math.floor(now / bucketMs) + 1) * bucketMs;
    const from = to - RANGES[range].hours * 60 * MINUTE_MS;
    const rows = await countRunsByBucket(accountId, tx, id, stream ?? null, { from, to, bucketMs });
    const newest = await listRunRows(accountId, tx, id, null, NEWEST_RUNS, { stream });
    const gaps = await listGaps(accountId, tx, id, MOST_GAPS, { stream, within: { from, to } });
    const asked = findConnector(connector)?.streams.filter(
      (one) => stream === undefined || one.id === stream,
    );
    const lags = new Set(
      asked?.map((one) => pacedStream(runtime.environment, connector, one.id)?.lagMs ?? 0),
    );
    return {
      at: new Date(now).toISOString(),
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      bucketMs,
      expectedLagMs: lags.size === 1 ? ([...lags][0] ?? null) : null,
      buckets: bucketsOf(rows, from, (to - from) / bucketMs, bucketMs),
      newestRuns: newest.map((run) => presentRun(connector, run)).reverse(),
      gaps: gaps.map((gap) => presentGap(connector, gap)),
    };
  },
});

function bucketsOf(rows: readonly RunBucket[], from: number, count: number, bucketMs: number): FeedBucket[] {
  return Array.from({ length: count }, (_, index) => {
    const own = rows.filter((row) => row.bucket === index);
    const lags = own.map((row) => row.lagMs).filter((lag) => lag !== null);
    const outcomes = Object.fromEntries(
      RUN_OUTCOMES.map((outcome) => [outcome, sum(own.filter((row) => outcomeOf(row) === outcome))]),
    );
    return {
      start: new Date(from + index * bucketMs).toISOString(),
      runs: sum(own),
      fetched: own.reduce((total, row) => total + row.fetched, 0),
      outcomes: feedOutcomes.parse(outcomes),
      lagMs: lags.length === 0 ? null : Math.max(0, ...lags),
    };
  });
}

const feedOutcomes = z.record(z.enum(RUN_OUTCOMES), z.number().int());

function outcomeOf({ result, errorCode }: RunBucket) {
  const known = RUN_RESULTS.find((word) => word === result);
  return known === undefined ? null : outcomeOfRun(known, errorCode);
}

function sum(rows: readonly RunBucket[]): number {
  return rows.reduce((total, row) => total + row.runs, 0);
}
