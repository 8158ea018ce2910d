import { z } from 'zod';
import { connectorError, type ConnectorError } from '@/domain/connectors/connector-error';
import { pollStreamJobSchema } from '@/domain/jobs';
import { nextDelay } from '@/domain/polling/backoff';
import type { FetchedPage } from '@/server/connectors/connector';
import type { Transaction } from '@/server/data/database';
import { isDatabaseUnavailable } from '@/server/data/database-failure';
import { markStreamDone, markStreamFailed } from '@/server/data/integrations';
import { advanceLane, type LaneKey, LeaseLost, releaseLane, renewLease } from '@/server/data/lanes';
import { addPage, endRun } from '@/server/data/runs';
import { postpone, scheduleIn, unscheduleStream } from '@/server/data/schedule';
import { ensurePartitions, storedInWindow } from '@/server/data/signals';
import { beginCycle, type Cycle, LEASE_MS, pace } from './begin-cycle';
import { commitPage } from './commit-page';
import { defineOperation } from './operation';
import type { Runtime } from './runtime';

const RENEW_MS = 2_000;

/** After a worker has died at a page it is read in small pieces, so that little is held back with a bad record. */
const CAREFUL_LIMIT = 25;
/** So many deaths at one page, and it is kept whole in quarantine without being read. */
const MOST_DEATHS = 3;

/** Duo refuses a request whose date is further off than minutes: a Date beyond this is not Duo's clock. */
const BELIEVED_OFFSET_MS = 15 * 60_000;

/** Failures of our own at one page that are simply tried again; from then on they are said, and wait longer. */
const QUIET_ATTEMPTS = 2;

type Outcome = 'done' | 'failed' | 'busy' | 'not_due' | 'cut_off';

/**
 * Polls one stream once: claims its lane, freezes a window, and commits page after page, each in one transaction with
 * its cursor. Killed anywhere, the next attempt goes on from the last commit and doubles nothing.
 */
export const pollStream = defineOperation({
  name: 'poll-stream',
  http: 'internal',
  permission: 'integrations:write',
  input: pollStreamJobSchema,
  output: z.object({ outcome: z.enum(['done', 'failed', 'busy', 'not_due', 'cut_off']) }),
  audit: { none: 'Every run has a row of its own, with what it did and why it ended.' },
  effect: 'external',
  run: async ({ runtime, accountId, transaction }, { integrationId, stream }) => {
    const key: LaneKey = { integrationId, stream, lane: 'live' };
    const claimed = await transaction((tx) => beginCycle(accountId, tx, runtime, key));
    if (typeof claimed === 'string') return { outcome: claimed };
    return { outcome: await runCycle(runtime, accountId, transaction, claimed) };
  },
});

type Transactions = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;

async function runCycle(
  runtime: Runtime,
  accountId: string,
  transaction: Transactions,
  cycle: Cycle,
): Promise<Outcome> {
  const lost = new AbortController();
  const stop = AbortSignal.any([lost.signal, runtime.stopping]);
  let renewing = false;
  const renewal = setInterval(() => {
    // One at a time: a page that is being committed holds the row, and each renewal would wait on a connection.
    if (renewing) return;
    renewing = true;
    transaction(async (tx) => {
      await renewLease(accountId, tx, cycle.key, cycle.fence, LEASE_MS);
      await postpone(tx, { accountId, ...cycle.key }, LEASE_MS);
    })
      .catch((error: unknown) => {
        if (error instanceof LeaseLost) lost.abort();
      })
      .finally(() => {
        renewing = false;
      });
  }, RENEW_MS);
  try {
    return await readPages(runtime, accountId, transaction, cycle, stop).catch((error: unknown) => {
      // Our own fault, at this page again: said on screen and slowed down, or it would be hit every few seconds.
      const quiet = error instanceof LeaseLost || isDatabaseUnavailable(error);
      if (quiet || cycle.attempts < QUIET_ATTEMPTS) throw error;
      runtime.log.error({ err: error, correlationId: cycle.runId }, 'poll: a page could not be committed');
      return fail(runtime, accountId, transaction, cycle, connectorError('not_stored'));
    });
  } catch (error) {
    if (error instanceof LeaseLost) return 'cut_off';
    throw error;
  } finally {
    clearInterval(renewal);
  }
}

async function readPages(
  runtime: Runtime,
  accountId: string,
  transaction: Transactions,
  cycle: Cycle,
  stop: AbortSignal,
): Promise<Outcome> {
  const seen = new Set<string>(cycle.offset === null ? [] : [cycle.offset]);
  for (;;) {
    if (!(await pause(gapBefore(cycle, cycle.databaseClock()), stop)))
      return cutOff(runtime, accountId, transaction, cycle);
    const pageAt = cycle.databaseClock();
    cycle.pageAt = pageAt;
    await transaction((tx) =>
      advanceLane(accountId, tx, cycle.key, cycle.fence, { pageAttempts: cycle.attempts + 1, pageAt }),
    );
    if (cycle.credentials === null)
      return fail(runtime, accountId, transaction, cycle, connectorError('vault_locked'));
    const fetched = await cycle.adapter.fetchPage({
      credentials: cycle.credentials,
      stream: cycle.key.stream,
      window: cycle.window,
      offset: cycle.offset,
      limit: cycle.attempts === 0 ? cycle.manifest.limit : Math.min(CAREFUL_LIMIT, cycle.manifest.limit),
      unread: cycle.attempts >= MOST_DEATHS,
      signal: stop,
    });
    if (stop.aborted) return cutOff(runtime, accountId, transaction, cycle);
    if (!fetched.ok) return fail(runtime, accountId, transaction, cycle, fetched.error);
    const next = nextOffset(fetched, seen);
    const ended = await commit(runtime, accountId, transaction, cycle, fetched, next);
    if (ended) return 'done';
    cycle.offset = next;
    cycle.attempts = 0;
  }
}

/** Null ends the cycle: no further offset, an empty page, or an offset that was there before. */
function nextOffset(page: FetchedPage, seen: Set<string>): string | null {
  const empty = page.records.length === 0 && page.rejected.length === 0;
  if (page.nextOffset === null || empty || seen.has(page.nextOffset)) return null;
  seen.add(page.nextOffset);
  return page.nextOffset;
}

function gapBefore(cycle: Cycle, now: number): number {
  if (cycle.pageAt === null) return 0;
  const gap = cycle.manifest.minPageGapMs;
  return Math.min(gap, gap - (now - cycle.pageAt));
}

/** Waits; false when stopped meanwhile. */
async function pause(ms: number, stop: AbortSignal): Promise<boolean> {
  if (stop.aborted) return false;
  if (ms <= 0) return true;
  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      stop.removeEventListener('abort', abort);
      resolve(true);
    }, ms);
    const abort = (): void => {
      clearTimeout(timer);
      resolve(false);
    };
    stop.addEventListener('abort', abort, { once: true });
  });
}

/** The vendor's clock less PostgreSQL's, where the answer tells it believably. */
function clockOffsetOf(vendorDate: number | null | undefined, now: number): { clockOffsetMs?: number } {
  if (vendorDate === null || vendorDate === undefined) return {};
  const offset = Math.round(vendorDate - now);
  return Math.abs(offset) > BELIEVED_OFFSET_MS ? {} : { clockOffsetMs: offset };
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

/** One page, one transaction. The watermark moves, and the cycle ends, with the last one. */
async function commit(
  runtime: Runtime,
  accountId: string,
  transaction: Transactions,
  cycle: Cycle,
  page: FetchedPage,
  next: string | null,
): Promise<boolean> {
  const now = cycle.databaseClock();
  const { key } = cycle;
  for (const { hash } of page.rejected) cycle.rejected.add(hash.toString('hex'));
  await ensurePartitions(
    runtime.database,
    page.records.map((record) => record.occurredAt),
  );
  const message = await transaction(async (tx) => {
    await advanceLane(accountId, tx, key, cycle.fence, {
      nextOffset: next,
      pageAttempts: 0,
      ...clockOffsetOf(page.vendorDate, now),
      ...(next === null ? { window: null } : {}),
    });
    const { figures, eventsChanged } = await commitPage(accountId, tx, {
      integrationId: key.integrationId,
      stream: key.stream,
      page,
      enabledAt: cycle.enabledAt,
      now,
      readStored: (text, occurredAt) => cycle.adapter.readStored(key.stream, text, occurredAt),
    });
    await addPage(accountId, tx, cycle.runId, figures);
    if (next === null) {
      const until = await readUntil(accountId, tx, cycle, page, Math.min(now, runtime.now()));
      if (until !== null) await advanceLane(accountId, tx, key, cycle.fence, { watermark: until });
      const run = await endRun(accountId, tx, cycle.runId, {
        at: now,
        result: 'done',
        cursorAfter: until,
      });
      await markStreamDone(accountId, tx, key, {
        at: now,
        completeUntil: until,
        fetched: run.fetched,
      });
      await scheduleIn(tx, { accountId, ...key }, cycle.intervalMs - (now - cycle.startedAt), 'schedule');
      await releaseLane(accountId, tx, key, cycle.fence);
      runtime.log.info(
        {
          integration: cycle.integrationName,
          stream: key.stream,
          new: run.added,
          duplicate: run.duplicate,
          quarantined: run.quarantined,
          durationMs: now - cycle.startedAt,
          correlationId: cycle.runId,
        },
        `${cycle.connector}: fetched ${run.fetched} events`,
      );
    }
    const topics: ('events' | 'people' | 'integrations' | 'runs')[] = ['runs', 'integrations'];
    if (eventsChanged) topics.push('events');
    if (eventsChanged || figures.added > 0) topics.push('people');
    const said = { accountId, topics };
    await runtime.live.withinCommit(tx, said);
    return said;
  });
  await runtime.live.afterCommit(message);
  return next === null;
}

/** Stopped in order: what is committed stands, and the stream is due again at once. */
async function cutOff(
  runtime: Runtime,
  accountId: string,
  transaction: Transactions,
  cycle: Cycle,
): Promise<'cut_off'> {
  await transaction(async (tx) => {
    await advanceLane(accountId, tx, cycle.key, cycle.fence, { pageAttempts: cycle.attempts });
    await endRun(accountId, tx, cycle.runId, {
      at: cycle.databaseClock(),
      result: 'lost',
      cursorAfter: null,
      errorMessage: 'The worker was stopped. What it had committed stands; the next run goes on from there.',
    });
    await releaseLane(accountId, tx, cycle.key, cycle.fence);
    await scheduleIn(tx, { accountId, ...cycle.key }, 0, 'retry');
  });
  return 'cut_off';
}

/** Milliseconds. Demo and tests shorten our own backoff, never what the vendor asked for. */
function delayAfter({ manifest, failures }: Cycle, { detail }: ConnectorError): number {
  const own = { failures: failures + 1, random: Math.random() };
  const retryAfterMs = detail.retryAfterMs ?? null;
  const backoff = Math.round(pace(manifest) * nextDelay({ ...own, retryAfterMs: null }));
  const asked = nextDelay({ ...own, retryAfterMs });
  return retryAfterMs === null ? backoff : Math.max(backoff, Math.min(asked, retryAfterMs));
}

/** Credentials wait for a person; everything else is tried again by itself, later and later. */
async function fail(
  runtime: Runtime,
  accountId: string,
  transaction: Transactions,
  cycle: Cycle,
  error: ConnectorError,
): Promise<'failed'> {
  const now = cycle.databaseClock();
  const delay = error.class === 'credentials' ? null : delayAfter(cycle, error);
  const retryAt = delay === null ? null : now + delay;
  await transaction(async (tx) => {
    await advanceLane(accountId, tx, cycle.key, cycle.fence, {
      // Nobody died. Where storing failed, smaller pieces may go in; only deaths let a page be kept unread.
      pageAttempts:
        error.code === 'not_stored' ? Math.min(cycle.attempts + 1, MOST_DEATHS - 1) : cycle.attempts,
      ...clockOffsetOf(error.detail.vendorDate, now),
      // The same request would be refused for ever: an offset that has run out, a window that has grown too old.
      ...(error.class === 'bad_request' ? { window: null, nextOffset: null } : {}),
    });
    await endRun(accountId, tx, cycle.runId, {
      at: now,
      result: 'failed',
      cursorAfter: null,
      requests: 1,
      errorCode: error.code,
      errorMessage: error.message,
      retryAt,
    });
    await markStreamFailed(accountId, tx, cycle.key, { at: now, error, retryAt });
    await releaseLane(accountId, tx, cycle.key, cycle.fence);
    if (delay === null) await unscheduleStream(tx, { accountId, ...cycle.key });
    else await scheduleIn(tx, { accountId, ...cycle.key }, delay, 'retry');
    await runtime.live.withinCommit(tx, { accountId, topics: ['runs', 'integrations'] });
  });
  await runtime.live.afterCommit({ accountId, topics: ['runs', 'integrations'] });
  runtime.log.warn(
    {
      integration: cycle.integrationName,
      stream: cycle.key.stream,
      code: error.code,
      retryInMs: delay,
      correlationId: cycle.runId,
    },
    `${cycle.connector}: ${error.message}`,
  );
  return 'failed';
}
