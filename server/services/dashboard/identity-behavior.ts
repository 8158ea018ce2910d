import { EVENT_CATALOGUE, EVENT_GROUP_LABELS, EVENT_KINDS, type EventKind } from '@/domain/event-catalogue';
import { rangeWindow, type RangeWindow } from '@/domain/range-window';
import type { IdentityDetails, KindRow, Range } from '@/domain/views/dashboard';
import type { Transaction } from '@/server/data/database';
import {
  countEventsByBar,
  countPeopleBySource,
  countPeopleByKind,
  type EventCount,
} from '@/server/data/integrations/counters';
import {
  listDeletedIntegrations,
  listIntegrationRows,
  listStreamRows,
} from '@/server/data/integrations/integrations';

/** Identity events of a range: trend, change and people, a line for each integration and for each kind. */
export async function identityBehavior(
  accountId: string,
  tx: Transaction,
  range: Range,
  now: number,
): Promise<IdentityDetails['identity']> {
  const window = rangeWindow(range, now);
  const barMs = window.bucketMs;
  const current = await countEventsByBar(accountId, tx, { from: window.from, to: window.to, barMs });
  // As long as the present period has lasted: its last bar is still filling.
  const before = await countEventsByBar(accountId, tx, {
    from: window.previousFrom,
    to: window.previousTo,
    barMs,
  });
  const people = await countPeopleByKind(accountId, tx, window);
  const peopleBySource = await countPeopleBySource(accountId, tx, window);
  const integrations = await listIntegrationRows(accountId, tx);
  const deleted = await listDeletedIntegrations(accountId, tx);
  const covered = await coverage(accountId, tx);
  // Without the period before there is nothing to compare with: not a rise from zero.
  const comparable = covered !== null && covered.from <= window.previousFrom;
  const gaps = trendGaps(window, covered);
  return {
    events: sum(current),
    change: comparable ? sum(current) - sum(before) : null,
    people: people.get(null) ?? 0,
    trend: trend(current, gaps),
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
      kindRow(id, current, comparable ? before : null, gaps, people.get(id) ?? 0),
    )
      .filter((row) => row.events > 0 || (row.change !== null && row.change !== 0))
      .sort((a, b) => b.events - a.events || (a.label < b.label ? -1 : 1)),
  };
}

function kindRow(
  kind: EventKind,
  current: EventCount[],
  before: EventCount[] | null,
  gaps: readonly boolean[],
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
    trend: trend(own, gaps),
  };
}

/** For each bar whether no feed covered it. */
function trendGaps(window: RangeWindow, covered: { from: number; to: number } | null): boolean[] {
  return Array.from({ length: (window.to - window.from) / window.bucketMs }, (_, bar) => {
    const start = window.from + bar * window.bucketMs;
    return covered === null || start + window.bucketMs <= covered.from || start >= covered.to;
  });
}

/** Zero is only said of time that some feed has read; the rest is a gap. */
function trend(counts: readonly EventCount[], gaps: readonly boolean[]): (number | null)[] {
  const line = gaps.map((gap): number | null => (gap ? null : 0));
  for (const { bar, events } of counts) line[bar] = (line[bar] ?? 0) + events;
  return line;
}

function sum(counts: readonly EventCount[]): number {
  return counts.reduce((total, count) => total + count.events, 0);
}

/** From the first moment any stream reads to the last that one has read. */
export async function coverage(
  accountId: string,
  tx: Transaction,
): Promise<{ from: number; to: number } | null> {
  const streams = await listStreamRows(accountId, tx);
  const read = streams.flatMap((stream) =>
    stream.completeUntil === null
      ? []
      : [{ from: stream.enabledAt.getTime(), to: stream.completeUntil.getTime() }],
  );
  if (read.length === 0) return null;
  return { from: Math.min(...read.map((span) => span.from)), to: Math.max(...read.map((span) => span.to)) };
}
