import { EVENT_CATALOGUE, EVENT_GROUP_LABELS, EVENT_KINDS, type EventKind } from '@/domain/event-catalogue';
import { rangeWindow, type RangeWindow } from '@/domain/range-window';
import { countsOrGaps, type FeedCover, isUnread } from '@/domain/unread-time';
import type { IdentityDetails, KindRow, Range } from '@/domain/views/dashboard';
import type { Transaction } from '@/server/data/database';
import {
  countEventsByBar,
  countPeopleBySource,
  countPeopleByKind,
  type EventCount,
} from '@/server/data/integrations/counters';
import { listDeletedIntegrations, listIntegrationRows } from '@/server/data/integrations/integrations';
import type { Runtime } from '@/server/services/runtime';
import { feedCover } from './feed-cover';
import { eventTablesAt } from '@/server/services/events/past-events';
import type { CountedMoment } from '@/server/services/people/grounds';

/** Identity events of a range that ends at a moment: trend, change and people, a line for each integration and for each kind. */
export async function identityBehavior(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  range: Range,
  moment: CountedMoment,
): Promise<IdentityDetails['identity']> {
  const window = rangeWindow(range, moment.at);
  const { tables, tablesBefore } = await eventTablesAt(accountId, tx, moment, window);
  const barMs = window.bucketMs;
  const current = await countEventsByBar(accountId, tx, { from: window.from, to: window.to, barMs }, tables);
  // As long as the present period has lasted: its last bar is still filling.
  const previous = { from: window.previousFrom, to: window.previousTo, barMs };
  const before = await countEventsByBar(accountId, tx, previous, tablesBefore);
  const people = await countPeopleByKind(accountId, tx, window, tables);
  const peopleBySource = await countPeopleBySource(accountId, tx, window, tables);
  const integrations = await listIntegrationRows(accountId, tx);
  const deleted = await listDeletedIntegrations(accountId, tx);
  const cover = await feedCover(accountId, tx, runtime, window, moment);
  const { covered } = cover;
  // Without the period before there is nothing to compare with: not a rise from zero.
  const comparable = covered !== null && covered.from <= window.previousFrom;
  const unread = unreadBars(window, cover);
  return {
    events: sum(current),
    change: comparable ? sum(current) - sum(before) : null,
    people: people.get(null) ?? 0,
    trend: trend(current, unread),
    unread,
    // What was deleted while its events were kept has a line as long as it has events.
    integrations: [...integrations, ...deleted.map((gone) => ({ ...gone, state: 'deleted' }))]
      .map(({ id, name, state }) => ({
        id,
        name,
        events: sum(current.filter((count) => count.integrationId === id)),
        people: peopleBySource.get(id) ?? 0,
        state,
      }))
      .filter(({ events, state }) => events > 0 || state !== 'deleted')
      .map(({ id, name, events, people: own }) => ({ id, name, events, people: own })),
    kinds: EVENT_KINDS.map((id) =>
      kindRow(id, current, comparable ? before : null, unread, people.get(id) ?? 0),
    )
      .filter((row) => row.events > 0 || (row.change !== null && row.change !== 0))
      .sort((a, b) => b.events - a.events || (a.label < b.label ? -1 : 1)),
  };
}

function kindRow(
  kind: EventKind,
  current: EventCount[],
  before: EventCount[] | null,
  unread: readonly boolean[],
  people: number,
): KindRow {
  const own = current.filter((count) => count.kind === kind);
  const facts = EVENT_CATALOGUE[kind];
  return {
    kind,
    label: facts.label,
    group: EVENT_GROUP_LABELS[facts.group],
    events: sum(own),
    change: before === null ? null : sum(own) - sum(before.filter((count) => count.kind === kind)),
    people,
    trend: trend(own, unread),
  };
}

/** For each bar of a window whether not all of it was read. */
export function unreadBars({ from, to, bucketMs }: RangeWindow, cover: FeedCover): boolean[] {
  return Array.from({ length: (to - from) / bucketMs }, (_, bar) =>
    isUnread({ from: from + bar * bucketMs, to: from + (bar + 1) * bucketMs }, cover),
  );
}

function trend(counts: readonly EventCount[], unread: readonly boolean[]): (number | null)[] {
  const found = new Map<number, number>();
  for (const { bar, events } of counts) found.set(bar, (found.get(bar) ?? 0) + events);
  return countsOrGaps(found, unread);
}

function sum(counts: readonly EventCount[]): number {
  return counts.reduce((total, count) => total + count.events, 0);
}
