import { findConnector } from '@/domain/connectors/catalogue';
import { judgeVolume, MOST_WEEKS, type VolumeJudgement } from '@/domain/feed-volume';
import type { Transaction } from '@/server/data/database';
import { countHourOverWeeks } from '@/server/data/integrations/counters';
import { openGapsWithin } from '@/server/data/integrations/gaps';
import type { listIntegrationRows, listStreamRows } from '@/server/data/integrations/integrations';
import { streamNumber } from '@/server/data/signals/signals';

type IntegrationRow = Awaited<ReturnType<typeof listIntegrationRows>>[number];
type StreamRow = Awaited<ReturnType<typeof listStreamRows>>[number];

const HOUR_MS = 3_600_000;
const WEEK_MS = 168 * HOUR_MS;
const EDGE_MS = 900_000;

/**
 * Of the main stream of each integration whether the newest hour that was read brought as much as that hour of the week
 * usually does: what tells quiet from broken where everything answers. Weeks of which a part was not read do not count.
 */
export async function newestHours(
  accountId: string,
  tx: Transaction,
  integrations: readonly IntegrationRow[],
  streams: readonly StreamRow[],
): Promise<Map<string, VolumeJudgement>> {
  const asked = integrations.flatMap(({ id, connector }) => {
    const main = findConnector(connector)?.mainStream;
    const row = streams.find(({ integrationId, stream }) => integrationId === id && stream === main);
    const until = row?.completeUntil?.getTime();
    if (row === undefined || until === undefined || !row.enabled) return [];
    return [{ id, row, number: streamNumber(row.stream), end: Math.floor(until / EDGE_MS) * EDGE_MS }];
  });
  if (asked.length === 0) return new Map();
  const counts = await countHourOverWeeks(
    accountId,
    tx,
    asked.map(({ id, number, end }) => ({ integrationId: id, stream: number, end })),
    MOST_WEEKS,
  );
  const newest = Math.max(...asked.map(({ end }) => end));
  const oldest = Math.min(...asked.map(({ end }) => end)) - MOST_WEEKS * WEEK_MS - HOUR_MS;
  const gaps = await openGapsWithin(accountId, tx, { from: oldest, to: newest });
  return new Map(
    asked.map(({ id, row, end }) => {
      const own = gaps.filter((gap) => gap.integrationId === id && gap.stream === row.stream);
      const wasRead = (to: number): boolean =>
        to - HOUR_MS >= row.enabledAt.getTime() &&
        own.every((gap) => gap.to.getTime() <= to - HOUR_MS || gap.from.getTime() >= to);
      const countOf = (week: number): number => counts.get(`${id} ${week}`) ?? 0;
      const weeks = Array.from({ length: MOST_WEEKS }, (_, index) => index + 1);
      const known = weeks.filter((week) => wasRead(end - week * WEEK_MS));
      return [id, judgeVolume(countOf(0), known.map(countOf))] as const;
    }),
  );
}
