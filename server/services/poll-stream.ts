import { z } from 'zod';
import { connectorError, type ConnectorError } from '@/domain/connectors/connector-error';
import { pollStreamJobSchema } from '@/domain/jobs';
import { nextDelay } from '@/domain/polling/backoff';
import type { FetchedPage } from '@/server/connectors/connector';
import type { Transaction } from '@/server/data/database';
import { markStreamDone, markStreamFailed } from '@/server/data/integrations';
import { advanceLane, type LaneKey, LeaseLost, releaseLane, renewLease } from '@/server/data/lanes';
import { addPage, endRun } from '@/server/data/runs';
import { postpone, scheduleIn, unschedule } from '@/server/data/schedule';
import { ensurePartitions } from '@/server/data/signals';
import { beginCycle, type Cycle, LEASE_MS, pace } from './begin-cycle';
import { commitPage } from './commit-page';
import { defineOperation } from './operation';
import type { Runtime } from './runtime';

const RENEW_MS = 2_000;

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
  const renewal = setInterval(() => {
    transaction(async (tx) => {
      await renewLease(accountId, tx, cycle.key, cycle.fence, LEASE_MS);
      await postpone(tx, { accountId, ...cycle.key }, LEASE_MS);
    }).catch((error: unknown) => {
      if (error instanceof LeaseLost) lost.abort();
    });
  }, RENEW_MS);
  try {
    return await readPages(runtime, accountId, transaction, cycle, stop);
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
    if (!(await pause(gapBefore(cycle, runtime.now()), stop)))
      return cutOff(runtime, accountId, transaction, cycle);
    cycle.pageAt = runtime.now();
    await transaction((tx) =>
      advanceLane(accountId, tx, cycle.key, cycle.fence, {
        pageAttempts: cycle.attempts + 1,
        pageAt: cycle.pageAt ?? runtime.now(),
      }),
    );
    const fetched = await cycle.adapter.fetchPage({
      credentials: cycle.credentials,
      stream: cycle.key.stream,
      window: cycle.window,
      offset: cycle.offset,
      limit: cycle.manifest.limit,
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
  // Another worker with another clock may have asked last: never wait longer than the gap itself.
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

/** One page, one transaction. The watermark moves, and the cycle ends, with the last one. */
async function commit(
  runtime: Runtime,
  accountId: string,
  transaction: Transactions,
  cycle: Cycle,
  page: FetchedPage,
  next: string | null,
): Promise<boolean> {
  const now = runtime.now();
  const { key } = cycle;
  await ensurePartitions(
    runtime.database,
    page.records.map((record) => record.occurredAt),
  );
  const message = await transaction(async (tx) => {
    await advanceLane(accountId, tx, key, cycle.fence, {
      nextOffset: next,
      pageAttempts: 0,
      ...(page.vendorDate === null ? {} : { clockOffsetMs: Math.round(page.vendorDate - now) }),
      ...(next === null ? { watermark: cycle.window.to, window: null } : {}),
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
      const run = await endRun(accountId, tx, cycle.runId, {
        at: now,
        result: 'done',
        cursorAfter: cycle.window.to,
      });
      await markStreamDone(accountId, tx, key, {
        at: now,
        completeUntil: cycle.window.to,
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
      at: runtime.now(),
      result: 'lost',
      cursorAfter: null,
      errorMessage: 'The worker was stopped. What it had committed stands; the next run goes on from there.',
    });
    await releaseLane(accountId, tx, cycle.key, cycle.fence);
    await scheduleIn(tx, { accountId, ...cycle.key }, 0, 'retry');
  });
  return 'cut_off';
}

/** Credentials wait for a person; everything else is tried again by itself, later and later. */
async function fail(
  runtime: Runtime,
  accountId: string,
  transaction: Transactions,
  cycle: Cycle,
  error: ConnectorError,
): Promise<'failed'> {
  const now = runtime.now();
  const known =
    Object.keys(cycle.credentials).length === 0 ? connectorError('credentials_incomplete') : error;
  const delay =
    known.class === 'credentials'
      ? null
      : Math.round(
          pace(cycle.manifest) *
            nextDelay({
              failures: cycle.failures + 1,
              retryAfterMs: known.detail.retryAfterMs ?? null,
              random: Math.random(),
            }),
        );
  const retryAt = delay === null ? null : now + delay;
  await transaction(async (tx) => {
    await advanceLane(accountId, tx, cycle.key, cycle.fence, { pageAttempts: cycle.attempts });
    await endRun(accountId, tx, cycle.runId, {
      at: now,
      result: 'failed',
      cursorAfter: null,
      requests: 1,
      errorCode: known.code,
      errorMessage: known.message,
      retryAt,
    });
    await markStreamFailed(accountId, tx, cycle.key, { at: now, error: known, retryAt });
    await releaseLane(accountId, tx, cycle.key, cycle.fence);
    if (delay === null) await unschedule(tx, accountId, cycle.key.integrationId);
    else await scheduleIn(tx, { accountId, ...cycle.key }, delay, 'retry');
    await runtime.live.withinCommit(tx, { accountId, topics: ['runs', 'integrations'] });
  });
  await runtime.live.afterCommit({ accountId, topics: ['runs', 'integrations'] });
  runtime.log.warn(
    {
      integration: cycle.integrationName,
      stream: cycle.key.stream,
      code: known.code,
      retryInMs: delay,
      correlationId: cycle.runId,
    },
    `${cycle.connector}: ${known.message}`,
  );
  return 'failed';
}
