import { nextDelay } from '@/domain/polling/backoff';
import { nextPiece, restOf } from '@/domain/polling/lanes';
import type { FetchedPage } from '@/server/connectors/connector';
import type { Transaction } from '@/server/data/database';
import { insertGap, refillGaps } from '@/server/data/integrations/gaps';
import { holdIntegration } from '@/server/data/integrations/integrations';
import { liveDueAt, writeLane } from '@/server/data/integrations/lanes';
import { addPage } from '@/server/data/integrations/runs';
import { keepLease } from '@/server/data/integrations/stream-lease';
import { ensurePartitions } from '@/server/data/signals/signals';
import { auditKeysOf } from '@/server/services/audit/audit-keys';
import { readAssessment } from '@/server/services/detection/read-assessment';
import { settleSoon } from '@/server/services/detection/settle-detection';
import type { Runtime } from '@/server/services/runtime';
import { commitPage } from './commit-page';
import { clockOffsetOf, type Cycle, pace, type Polling, rereadEvery } from './cycle';
import { endDone } from './end-cycle';
import { type Shortfall, SHORTFALL_NOTE, shortfallOf } from './shortfall';

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
  const { message, piece, isDue } = await transaction(async (tx) => {
    // Figures write to the integration, and whoever steers one holds it before its streams: in that order here, too.
    if (page.figures !== undefined) await holdIntegration(accountId, tx, key.integrationId);
    await keepLease(accountId, tx, key, cycle.fence, {
      ...clockOffsetOf(page.vendorDate, now),
      ...(cycle.pageAt === null ? {} : { pageAt: cycle.pageAt }),
    });
    const { figures, eventsChanged, peopleChanged, detectionDue, keptOut } = await commitPage(accountId, tx, {
      integrationId: key.integrationId,
      stream: key.stream,
      page,
      enabledAt: cycle.enabledAt,
      backfill: key.lane === 'backfill',
      mutable: cycle.manifest.mutable,
      sweepStartedAt: cycle.sweepStartedAt,
      now,
      readStored: (text, occurredAt) => readAssessment(runtime, text, occurredAt),
      geography: runtime.geography,
      nameKeys: () => auditKeysOf(runtime),
    });
    await addPage(accountId, tx, cycle.runId, {
      ...figures,
      ...noteOf(page, keptOut),
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
    return { message: said, piece: goesOn, isDue: detectionDue || eventsChanged };
  });
  await runtime.live.afterCommit(message);
  // The next page does not wait for detection; a cycle does not end before it.
  if (isDue) cycle.settled = settleSoon(runtime, accountId);
  if (next === null) await cycle.settled;
  cycle.offset = next;
  if (next !== null) return 'next_page';
  if (piece === null) return 'done';
  cycle.window = piece.window;
  cycle.goal = piece.goal;
  cycle.failures = 0;
  cycle.rejected.clear();
  return 'next_piece';
}

/** What the run says of the page. */
function noteOf({ note }: FetchedPage, keptOut: number): { note?: string } {
  if (keptOut > 0)
    return { note: 'Records of people who were erased were sent again or anew, and are not kept.' };
  return note === undefined ? {} : { note };
}

type Span = { readonly from: number; readonly to: number };

/** The next piece of a re-pull or a backfill, and all that it is a piece of. */
interface Piece {
  readonly window: Span;
  readonly goal: Span;
}

const ENDED = { window: null, nextOffset: null, pageAttempts: 0, failures: 0, trigger: 'schedule' } as const;

/** Moves the lane on, and ends the cycle where this was its last page. Returns the next piece of a goal, if any. */
async function stepOn(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  cycle: Cycle,
  page: FetchedPage,
  next: string | null,
  now: number,
): Promise<Piece | null> {
  const { key, window } = cycle;
  if (next !== null) {
    await writeLane(accountId, tx, key, { nextOffset: next, pageAttempts: 0 });
    return null;
  }
  const short = await shortfallOf(accountId, tx, cycle, page);
  const noted = short === null ? {} : { note: SHORTFALL_NOTE };
  switch (key.lane) {
    case 'live': {
      const until = await readUntil(accountId, tx, cycle, page, short, Math.min(now, runtime.now()));
      // Never earlier than now: a cycle that took long is due at once, and no sooner.
      const dueAt = Math.max(now, cycle.startedAt + cycle.intervalMs);
      await writeLane(accountId, tx, key, {
        ...ENDED,
        failures: short !== null && until === null ? cycle.failures + 1 : 0,
        dueAt,
        ...(until === null ? {} : { watermark: until }),
      });
      await endDone(accountId, tx, runtime, cycle, { at: now, until, ...noted });
      return null;
    }
    case 'reread_short':
    case 'reread_long':
      await writeLane(accountId, tx, key, { ...ENDED, dueAt: now + rereadEvery(cycle) });
      await endDone(accountId, tx, runtime, cycle, { at: now, until: window.to, ...noted });
      return null;
    case 'repull':
    case 'backfill': {
      if (short?.givenUp === false) {
        const failures = cycle.failures + 1;
        const delay = nextDelay({ failures, retryAfterMs: null, random: Math.random() });
        const dueAt = now + Math.round(pace(cycle.manifest) * delay);
        await writeLane(accountId, tx, key, { ...ENDED, failures, trigger: 'retry', dueAt });
        await endDone(accountId, tx, runtime, cycle, { at: now, until: null, ...noted });
        return null;
      }
      const piece = await endPiece(accountId, tx, cycle, page, short, now);
      if (piece !== null) {
        await writeLane(accountId, tx, key, { ...ENDED, watermark: window.to, ...piece });
        return piece;
      }
      await writeLane(accountId, tx, key, { ...ENDED, watermark: window.to, goal: null, dueAt: null });
      await endDone(accountId, tx, runtime, cycle, { at: now, until: window.to, ...noted });
      return null;
    }
  }
}

/**
 * A piece of a re-pull or a backfill has been read as far as the vendor shows it: gaps that it filled are marked, what
 * it did not show is named. No gap that reaches over a piece of which something is missing is filled: the rest of the
 * goal begins anew behind it. Returns the next piece, if any.
 */
async function endPiece(
  accountId: string,
  tx: Transaction,
  { key, window, goal }: Cycle,
  page: FetchedPage,
  short: Shortfall | null,
  now: number,
): Promise<Piece | null> {
  if (goal === null) return null;
  const missing = short === null ? page.possibleGap : { from: short.until ?? window.from, to: window.to };
  if (short !== null && missing !== undefined)
    await insertGap(accountId, tx, key, { ...missing, cause: 'unclear' }, now);
  const read = { since: goal.from, from: window.from, to: window.to, unclear: missing };
  await refillGaps(accountId, tx, key, read, now);
  const rest = missing === undefined ? goal : restOf(goal, window.to);
  const piece = rest === null ? null : nextPiece(rest, window.to);
  return rest === null || piece === null ? null : { window: piece, goal: rest };
}

/**
 * How far the stream is complete when the last page of a window is in: to its end. Where the vendor showed less than it
 * has: as far as all of it is here, so that the next cycle asks again. Null where that is no progress; and where it is
 * none time after time, what is missing is named, and the end it is.
 */
async function readUntil(
  accountId: string,
  tx: Transaction,
  cycle: Cycle,
  page: FetchedPage,
  short: Shortfall | null,
  now: number,
): Promise<number | null> {
  const { key, window, manifest } = cycle;
  if (manifest.holds !== 'records') return window.to;
  // What the vendor had not shown yet when it answered is not read, whatever our clocks said of the window.
  const shown = now + Math.min(0, clockOffsetOf(page.vendorDate, now).clockOffsetMs ?? 0) - manifest.lagMs;
  const end = Math.min(window.to, shown);
  const before = cycle.cursorBefore ?? -Infinity;
  const until = short === null ? end : Math.min(end, short.until ?? -Infinity);
  // A window may end within its own margin, where the vendor's clock is behind: nothing moves back.
  if (until > before) return until;
  if (short?.givenUp !== true || end <= before) return null;
  const missing = { from: Math.max(window.from, before), to: end, cause: 'unclear' } as const;
  await insertGap(accountId, tx, key, missing, now);
  return end;
}
