import { z } from 'zod';
import { EVENT_CATALOGUE, type EventGroup, parseEventKind } from '@/domain/event-catalogue';
import { rangeWindow } from '@/domain/range-window';
import { Refusal } from '@/domain/refusal';
import { barAt, type TimeBar, timeBars } from '@/domain/time-bars';
import { type FeedCover, isUnread } from '@/domain/unread-time';
import {
  overTimeSchema,
  type Range,
  rangeSchema,
  type Step,
  STEPS,
  stepSchema,
  type TimeBucket,
} from '@/domain/views/dashboard';
import { kindSchema } from '@/domain/views/person';
import type { EventTables } from '@/server/data/events/event-tables';
import { countEventsByBar, type EventCount } from '@/server/data/integrations/counters';
import { recordGaps } from '@/server/services/collection/record-gaps';
import { defineOperation } from '@/server/services/operation';
import { momentOf, momentSchema } from '@/server/services/people/grounds';
import { feedCover } from './feed-cover';
import { eventTablesAt } from '@/server/services/events/past-events';

const HOUR_MS = 3_600_000;

/**
 * Identity events that count over a range, by the hour or day, beside the period before, and what was not collected. The range
 * ends at this moment or at a past one, with what was known then or is known now of it.
 */
export const getOverTime = defineOperation({
  name: 'get-over-time',
  http: { method: 'GET', path: '/api/v1/behaviors/identity/over-time' },
  permission: 'people:read',
  input: z.object({
    range: rangeSchema.default('30d'),
    step: stepSchema.optional(),
    kind: kindSchema.optional(),
    ...momentSchema.shape,
  }),
  output: overTimeSchema,
  audit: { none: 'Counts only.' },
  effect: 'read',
  run: async ({ accountId, tx, runtime, now }, { range, step: asked, kind, at: asOf, reading }) => {
    const step = stepOf(range, asked);
    const moment = momentOf({ at: asOf, reading }, now);
    const { at } = moment;
    const window = rangeWindow(range, at);
    const { tables, tablesBefore } = await eventTablesAt(accountId, tx, moment, window);
    const bars = timeBars(window, step);
    // Quarters of an hour are summed up to what fits into every bar.
    const isOnDays = bars.every(({ from, to }) => to - from === 24 * HOUR_MS);
    const barMs = isOnDays ? 24 * HOUR_MS : HOUR_MS;
    const counted = async (from: number, to: number, among: EventTables): Promise<EventCount[]> => {
      const all = await countEventsByBar(accountId, tx, { from, to, barMs }, among);
      return all
        .filter((count) => kind === undefined || count.kind === kind)
        .map((count) => ({ ...count, bar: barAt(bars, window.from + count.bar * barMs) }));
    };
    const current = await counted(window.from, window.to, tables);
    // As long as the present period has lasted: its last bar is still filling.
    const before = await counted(window.previousFrom, window.previousTo, tablesBefore);
    const cover = await feedCover(accountId, tx, runtime, window, moment);
    const { covered } = cover;
    const comparable = covered !== null && covered.from <= window.previousFrom;
    return {
      at: new Date(at).toISOString(),
      range,
      step,
      kind: kind ?? null,
      buckets: bucketsOf(bars, current, comparable ? before : null, cover, at),
      events: sum(current),
      eventsBefore: comparable ? sum(before) : null,
      previous: {
        from: new Date(window.previousFrom).toISOString(),
        to: new Date(window.previousTo).toISOString(),
      },
      gaps: (await recordGaps(accountId, tx, runtime, window, moment)).filter(
        ({ from }) => Date.parse(from) < at,
      ),
    };
  },
});

function stepOf(range: Range, asked: Step | undefined): Step {
  const steps: readonly Step[] = STEPS[range];
  const [first = 'day'] = steps;
  if (asked === undefined) return first;
  if (!steps.includes(asked))
    throw Refusal.invalid(
      'step',
      `step: a chart of ${range} has no bars by the ${asked}; use ${steps.join(' or ')}.`,
    );
  return asked;
}

/** Zero is only said of a bar that was read whole; the rest is a gap. */
function bucketsOf(
  bars: readonly TimeBar[],
  current: readonly EventCount[],
  before: readonly EventCount[] | null,
  cover: FeedCover,
  now: number,
): TimeBucket[] {
  const groups = new Map<string, number>();
  const earlier = new Map<number, number>();
  for (const { bar, kind, events } of current) add(groups, `${bar} ${groupOf(kind) ?? ''}`, events);
  for (const { bar, events } of before ?? []) add(earlier, bar, events);
  return bars.map(({ from, to }, bar) => {
    const nothing = isUnread({ from, to }, cover) ? null : 0;
    const inGroup = (group: EventGroup): number | null => groups.get(`${bar} ${group}`) ?? nothing;
    return {
      start: new Date(from).toISOString(),
      end: new Date(to).toISOString(),
      complete: to <= now,
      authentication: inGroup('authentication'),
      trust_monitor: inGroup('trust_monitor'),
      identity_platform: inGroup('identity_platform'),
      before: before === null || from > now ? null : (earlier.get(bar) ?? 0),
    };
  });
}

function add<Key>(counts: Map<Key, number>, key: Key, more: number): void {
  counts.set(key, (counts.get(key) ?? 0) + more);
}

function groupOf(kind: string): EventGroup | null {
  const known = parseEventKind(kind);
  return known === null ? null : EVENT_CATALOGUE[known].group;
}

function sum(counts: readonly EventCount[]): number {
  return counts.reduce((total, { events }) => total + events, 0);
}
