import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import { judgePush } from '@/domain/push-outage';
import { Refusal } from '@/domain/refusal';
import { type CountCheck, feedQualitySchema, type PushView } from '@/domain/views/feed-quality';
import { countSignalsByResult } from '@/server/data/counters';
import type { Transaction } from '@/server/data/database';
import { countGaps, listGaps } from '@/server/data/gaps';
import { findIntegration, listStreamRows } from '@/server/data/integrations';
import { pushFigures } from '@/server/data/push-figures';
import { streamNumber } from '@/server/data/signals';
import { latestVendorCount } from '@/server/data/vendor-count';
import { volumeOf } from './feed-volume-view';
import { defineOperation } from './operation';
import { presentGap } from './present-gap';

const MOST_GAPS = 500;
const SHOWN_GAPS = 100;
const HOUR_MS = 3_600_000;
const LEAST_COMPARED = 20;

type StreamRow = Awaited<ReturnType<typeof listStreamRows>>[number];

/** Whether what a feed brings can be trusted: its gaps, its volume against usual, push across it, and the counts. */
export const getFeedQuality = defineOperation({
  name: 'get-feed-quality',
  http: { method: 'GET', path: '/api/v1/integrations/:id/quality' },
  permission: 'integrations:read',
  input: z.object({ id: integrationIdSchema }),
  output: feedQualitySchema,
  audit: { none: 'Counts and times, no records.' },
  effect: 'read',
  run: async ({ accountId, tx, now }, { id }) => {
    const integration = await findIntegration(accountId, tx, id);
    if (integration === null) throw Refusal.notFound('integration');
    const streams = await listStreamRows(accountId, tx, id);
    const gaps = await listGaps(accountId, tx, id, MOST_GAPS);
    const signIns = streams.find(({ stream }) => stream === 'authentication');
    return {
      at: new Date(now).toISOString(),
      gaps: gaps.slice(0, SHOWN_GAPS).map((gap) => presentGap(integration.connector, gap)),
      gapCount: await countGaps(accountId, tx, id),
      volume: await volumeOf(accountId, tx, integration, { streams, gaps, now }),
      push: await pushOf(accountId, tx, id, signIns),
      countCheck: await checkCounts(accountId, tx, id, signIns),
    };
  },
});

async function pushOf(
  accountId: string,
  tx: Transaction,
  id: string,
  stream: StreamRow | undefined,
): Promise<PushView | null> {
  const until = stream?.completeUntil?.getTime();
  if (until === undefined) return null;
  const hour = await pushFigures(accountId, tx, id, { from: until - HOUR_MS, to: until });
  const before = await pushFigures(accountId, tx, id, { from: until - 25 * HOUR_MS, to: until - HOUR_MS });
  return {
    state: judgePush(hour, before),
    until: new Date(until).toISOString(),
    ...hour,
    usualShare: before.pushes < LEAST_COMPARED ? null : before.unanswered / before.pushes,
  };
}

async function checkCounts(
  accountId: string,
  tx: Transaction,
  id: string,
  stream: StreamRow | undefined,
): Promise<CountCheck | null> {
  const vendor = await latestVendorCount(accountId, tx, id);
  if (vendor === null || stream === undefined) return null;
  const key = { integrationId: id, stream: streamNumber('authentication') };
  const counted = await countSignalsByResult(accountId, tx, key, vendor);
  const of = (result: string): number => counted.get(result) ?? 0;
  const known = of('success') + of('denied') + of('fraud');
  const all = [...counted.values()].reduce((sum, signals) => sum + signals, 0);
  const { at, from, to, ...counts } = vendor;
  const covered =
    stream.enabledAt.getTime() <= from &&
    stream.completeUntil !== null &&
    stream.completeUntil.getTime() >= to;
  const theirs = counts.success + counts.failure + counts.fraud + counts.error;
  return {
    at: at.toISOString(),
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    vendor: counts,
    ours: { success: of('success'), failure: of('denied'), fraud: of('fraud'), error: all - known },
    state: !covered ? 'not_covered' : all < theirs ? 'fewer_here' : all > theirs ? 'more_here' : 'agrees',
  };
}
