import { findConnector } from '@/domain/connectors/catalogue';
import { judgeVolume, MOST_WEEKS, USUAL_WEEKS } from '@/domain/feed-volume';
import type { VolumeView } from '@/domain/views/feed-quality';
import type { Transaction } from '@/server/data/database';
import { countSignalsByHour } from '@/server/data/integrations/counters';
import type { listGaps } from '@/server/data/integrations/gaps';
import type { listStreamRows } from '@/server/data/integrations/integrations';
import { streamNumber } from '@/server/data/signals/signals';

type StreamRow = Awaited<ReturnType<typeof listStreamRows>>[number];
type GapRow = Awaited<ReturnType<typeof listGaps>>[number];

const HOUR_MS = 3_600_000;
const WEEK_HOURS = 168;
const DAY_HOURS = 24;
const EDGE_MS = 900_000;

/**
 * The records of each stream that is on, of the newest hour and day that were read in full, against the same of the
 * weeks before. An hour counts as read where the stream was on, and no gap that is still open reaches into it.
 */
export async function volumeOf(
  accountId: string,
  tx: Transaction,
  integration: { readonly id: string; readonly connector: string },
  {
    streams,
    gaps,
    now,
  }: { readonly streams: readonly StreamRow[]; readonly gaps: readonly GapRow[]; readonly now: number },
): Promise<VolumeView[]> {
  const manifests = findConnector(integration.connector)?.streams.filter(({ holds }) => holds === 'records');
  const views: VolumeView[] = [];
  for (const manifest of manifests ?? []) {
    const row = streams.find(({ stream }) => stream === manifest.id);
    const until = row?.completeUntil?.getTime();
    if (row === undefined || until === undefined || !row.enabled) continue;
    const end = Math.floor(until / EDGE_MS) * EDGE_MS;
    const key = { integrationId: integration.id, stream: streamNumber(manifest.id) };
    const counts = await countSignalsByHour(accountId, tx, key, end, {
      weeks: MOST_WEEKS,
      hoursOfDay: DAY_HOURS,
    });
    const byHour = new Map(counts.map((count) => [count.hoursBack, count.signals]));
    // A second that may lack records does not make its hour one that was not read.
    const open = gaps.filter(
      (gap) => gap.stream === manifest.id && gap.refilledAt === null && gap.cause !== 'same_second',
    );
    const wasRead = (hoursBack: number): boolean => {
      const to = end - hoursBack * HOUR_MS;
      const from = to - HOUR_MS;
      return (
        from >= row.enabledAt.getTime() &&
        open.every((gap) => gap.to.getTime() <= from || gap.from.getTime() >= to)
      );
    };
    views.push({
      stream: manifest.id,
      label: manifest.label,
      until: new Date(end).toISOString(),
      fresh: now - until <= manifest.lagMs + 2 * row.intervalSeconds * 1_000,
      ...judge(byHour, wasRead, end),
    });
  }
  return views;
}

function judge(
  byHour: ReadonlyMap<number, number>,
  wasRead: (hoursBack: number) => boolean,
  end: number,
): Pick<VolumeView, 'hour' | 'day' | 'dayRead' | 'hours'> {
  const weeks = Array.from({ length: MOST_WEEKS }, (_, index) => (index + 1) * WEEK_HOURS);
  const countOf = (hoursBack: number): number => byHour.get(hoursBack) ?? 0;
  const hourOf = (hoursBack: number) =>
    judgeVolume(
      countOf(hoursBack),
      weeks.map((back) => hoursBack + back).flatMap((back) => (wasRead(back) ? [countOf(back)] : [])),
    );
  const day = Array.from({ length: DAY_HOURS }, (_, index) => index);
  const dayOf = (back: number): number => day.reduce((sum, hour) => sum + countOf(back + hour), 0);
  const dayRead = day.every(wasRead);
  const fullDays = weeks.filter((back) => day.every((hour) => wasRead(back + hour)));
  return {
    hour: hourOf(0),
    // A day of which a part was not read cannot be compared with whole ones.
    day: judgeVolume(dayOf(0), dayRead ? fullDays.map(dayOf) : []),
    dayRead,
    hours: day
      .map((hoursBack) => {
        const { signals, usual, low, high, weeks: known } = hourOf(hoursBack);
        const compared = known >= USUAL_WEEKS;
        return {
          start: new Date(end - (hoursBack + 1) * HOUR_MS).toISOString(),
          signals: wasRead(hoursBack) ? signals : null,
          usual: compared ? usual : null,
          low: compared ? low : null,
          high: compared ? high : null,
        };
      })
      .reverse(),
  };
}
