import { nextPiece } from '@/domain/polling/lanes';
import type { FetchedPage } from '@/server/connectors/connector';
import type { Transaction } from '@/server/data/database';
import { insertGap, refillGaps } from '@/server/data/gaps';
import { holdIntegration } from '@/server/data/integrations';
import { liveDueAt, writeLane } from '@/server/data/lanes';
import { addPage } from '@/server/data/runs';
import { ensurePartitions, storedInWindow } from '@/server/data/signals';
import { keepLease } from '@/server/data/stream-lease';
import { commitPage } from './commit-page';
import { clockOffsetOf, type Cycle, type Polling, rereadEvery } from './cycle';
import { endDone } from './end-cycle';
import { readAssessment } from './read-assessment';
import type { Runtime } from './runtime';

const SECOND_MS = 1_000;

/**
 * One page, one transaction: everything it brings, and the lane's place after it. The watermark moves with the last
 * page of a window. Says whether the cycle is done, goes on with the next page, or with the next piece of its goal.
 */
export async function commitFetched(
  { runtime, accountId, transaction, cycle }: Polling,
  page: FetchedPage,
  next: string | null,
): Promise<'done' | 'next_page' | 'next_piece'> {
  const now = cycle.databaseClock();
  const { key } = cycle;
  for (const { hash } of page.rejected) cycle.rejected.add(hash.toString('hex'));
  await ensurePartitions(
    runtime.database,
    page.records.map((record) => record.occurredAt),
  );
  const { message, piece } = await transaction(async (tx) => {
    // Figures write to the integration, and whoever steers one holds it before its streams: in that order here, too.
    if (page.figures !== undefined) await holdIntegration(accountId, tx, key.integrationId);
    await keepLease(accountId, tx, key, cycle.fence, {
      ...clockOffsetOf(page.vendorDate, now),
      ...(cycle.pageAt === null ? {} : { pageAt: cycle.pageAt }),
    });
    const { figures, eventsChanged, peopleChanged } = await commitPage(accountId, tx, {
      integrationId: key.integrationId,
      stream: key.stream,
      page,
      enabledAt: cycle.enabledAt,
      backfill: key.lane === 'backfill',
      mutable: cycle.manifest.mutable,
      sweepStartedAt: cycle.sweepStartedAt,
      now,
      readStored: (text, occurredAt) => readAssessment(runtime, text, occurredAt),
    });
    await addPage(accountId, tx, cycle.runId, {
      ...figures,
      ...(page.note === undefined ? {} : { note: page.note }),
    });
    if (page.possibleGap !== undefined) {
      const { from, to } = page.possibleGap;
      const cause = to - from <= SECOND_MS ? 'same_second' : 'unclear';
      await insertGap(accountId, tx, key, { from, to, cause }, now);
    }
    const goesOn = await stepOn(accountId, tx, runtime, cycle, page, next, now);
    if (key.lane !== 'live') cycle.liveDueAt = await liveDueAt(accountId, tx, key);
    const topics: ('events' | 'people' | 'integrations' | 'runs')[] = ['runs', 'integrations'];
    if (eventsChanged) topics.push('events');
    if (eventsChanged || peopleChanged || figures.added > 0) topics.push('people');
    const said = { accountId, topics };
    await runtime.live.withinCommit(tx, said);
    return { message: said, piece: goesOn };
  });
  await runtime.live.afterCommit(message);
  cycle.offset = next;
  if (next !== null) return 'next_page';
  if (piece === null) return 'done';
  cycle.window = piece;
  cycle.rejected.clear();
  return 'next_piece';
}

/** Moves the lane on, and ends the cycle where this was its last page. Returns the next piece of a goal, if any. */
async function stepOn(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  cycle: Cycle,
  page: FetchedPage,
  next: string | null,
  now: number,
): Promise<{ from: number; to: number } | null> {
  const { key, goal, window } = cycle;
  if (next !== null) {
    await writeLane(accountId, tx, key, { nextOffset: next, pageAttempts: 0 });
    return null;
  }
  const ended = {
    window: null,
    nextOffset: null,
    pageAttempts: 0,
    failures: 0,
    trigger: 'schedule',
  } as const;
  switch (key.lane) {
    case 'live': {
      const until = await readUntil(accountId, tx, cycle, page, Math.min(now, runtime.now()));
      // Never earlier than now: a cycle that took long is due at once, and no sooner.
      const dueAt = Math.max(now, cycle.startedAt + cycle.intervalMs);
      await writeLane(accountId, tx, key, {
        ...ended,
        dueAt,
        ...(until === null ? {} : { watermark: until }),
      });
      await endDone(accountId, tx, runtime, cycle, { at: now, until });
      return null;
    }
    case 'reread_short':
    case 'reread_long':
      await writeLane(accountId, tx, key, { ...ended, dueAt: now + rereadEvery(cycle) });
      await endDone(accountId, tx, runtime, cycle, { at: now, until: window.to });
      return null;
    case 'repull':
    case 'backfill': {
      const piece = goal === null ? null : nextPiece(goal, window.to);
      if (goal !== null) {
        const read = { since: goal.from, ...window, unclear: page.possibleGap };
        await refillGaps(accountId, tx, key, read, now);
      }
      if (piece !== null) {
        await writeLane(accountId, tx, key, { ...ended, watermark: window.to, window: piece });
        return piece;
      }
      await writeLane(accountId, tx, key, { ...ended, watermark: window.to, goal: null, dueAt: null });
      await endDone(accountId, tx, runtime, cycle, { at: now, until: window.to });
      return null;
    }
  }
}

/**
 * How far the stream is complete when the last page of a window is in: to its end. Where the vendor says that there is
 * more, and yet gave no page or one we had, and fewer records are here than it counts: to the newest one that is here,
 * so that the next cycle asks again. Null where that is no progress.
 */
async function readUntil(
  accountId: string,
  tx: Transaction,
  { key, window, cursorBefore, rejected, manifest }: Cycle,
  page: FetchedPage,
  now: number,
): Promise<number | null> {
  if (manifest.holds !== 'records') return window.to;
  // What the vendor had not shown yet when it answered is not read, whatever our clocks said of the window.
  const shown = now + Math.min(0, clockOffsetOf(page.vendorDate, now).clockOffsetMs ?? 0) - manifest.lagMs;
  let until: number | null = Math.min(window.to, shown);
  if (page.nextOffset !== null && page.total !== null) {
    const stored = await storedInWindow(accountId, tx, key, window);
    if (stored.signals + rejected.size < page.total)
      until = stored.newest === null ? null : Math.min(until, stored.newest);
  }
  // A window may end within its own margin, where the vendor's clock is behind: nothing moves back.
  return until !== null && until > (cursorBefore ?? -Infinity) ? until : null;
}
