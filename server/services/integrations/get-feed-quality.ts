import { z } from 'zod';
import { integrationIdSchema } from '@/domain/identifiers';
import { judgePush } from '@/domain/push-outage';
import { Refusal } from '@/domain/refusal';
import { type CountCheck, feedQualitySchema, type PushView } from '@/domain/views/feed-quality';
import type { Transaction } from '@/server/data/database';
import { pushFigures } from '@/server/data/detection/push-figures';
import { countGaps, listGaps } from '@/server/data/integrations/gaps';
import { findIntegration, listStreamRows } from '@/server/data/integrations/integrations';
import { countErasedIn } from '@/server/data/privacy/erasures';
import { latestFigures } from '@/server/data/scoring/account-figures';
import { defineOperation } from '@/server/services/operation';
import { volumeOf } from './feed-volume-view';
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
      countCheck: await checkCounts(accountId, tx, id),
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

async function checkCounts(accountId: string, tx: Transaction, id: string): Promise<CountCheck | null> {
  const latest = await latestFigures(accountId, tx, id);
  if (latest === null || latest.attempts === null) return null;
  const { from, to, vendor, ours, equal, complete } = latest.attempts;
  const sum = (counts: CountCheck['ours']): number =>
    counts.success + counts.failure + counts.fraud + counts.error;
  // What was erased on request was collected.
  const erased = await countErasedIn(
    accountId,
    tx,
    { from, to: to - 1 },
    { integrationId: id, stream: 'authentication' },
  );
  const more = sum(ours) + erased - sum(vendor);
  const differs = more < 0 ? 'fewer_here' : more > 0 ? 'more_here' : 'ended_otherwise';
  return {
    at: new Date(latest.at).toISOString(),
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    vendor,
    ours,
    erased,
    state: !complete ? 'not_covered' : equal || (erased > 0 && more === 0) ? 'agrees' : differs,
  };
}
