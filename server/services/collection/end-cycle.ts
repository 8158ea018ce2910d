import {
  connectorError,
  type ConnectorError,
  isConnectorErrorCode,
} from '@/domain/connectors/connector-error';
import { nextDelay } from '@/domain/polling/backoff';
import { restOf } from '@/domain/polling/lanes';
import type { FetchedPage } from '@/server/connectors/connector';
import type { Transaction } from '@/server/data/database';
import { insertGap } from '@/server/data/integrations/gaps';
import { markStreamDone, markStreamFailed } from '@/server/data/integrations/integrations';
import { type LaneProgress, limitAttempts, writeLane } from '@/server/data/integrations/lanes';
import { addRunLine, countRunsInARow, endRun } from '@/server/data/integrations/runs';
import { scheduleStream, unscheduleStream } from '@/server/data/integrations/schedule';
import { keepLease, releaseStream } from '@/server/data/integrations/stream-lease';
import type { Runtime } from '@/server/services/runtime';
import { clockOffsetOf, type Cycle, MOST_DEATHS, pace, type Polling, rereadEvery } from './cycle';

const DAY_MS = 86_400_000;

/** Longest wait before a stream that is needed asks again for a permission it has lost. */
const AWAITED_MS = 5 * 60_000;

/** Refusals in a row of the same piece of a re-pull or a backfill; then it is given up, and said. */
const MOST_REFUSALS = 3;

/** Refusals in a row over several pieces: it is not for the sake of one, and the rest is given up with it. */
const MOST_REFUSALS_IN_ALL = 5;

/** How a cycle ended that came to its end. Instants are epoch milliseconds. */
interface DoneCycle {
  readonly at: number;
  /** How far the stream is complete by it; null where it is no further than before. */
  readonly until: number | null;
  /** Requests that no page of the run has told of. */
  readonly requests?: number;
  readonly note?: string;
}

/** A cycle that came to its end, within the transaction of its last page. */
export async function endDone(
  accountId: string,
  tx: Transaction,
  runtime: Runtime,
  cycle: Cycle,
  { at, until, ...more }: DoneCycle,
): Promise<void> {
  const { key } = cycle;
  const run = await endRun(accountId, tx, cycle.runId, {
    at,
    result: 'done',
    cursorAfter: until,
    ...more,
  });
  const said = `${cycle.connector}: fetched ${run.fetched} events`;
  await addRunLine(accountId, tx, cycle.runId, {
    at,
    level: 'info',
    message: `${said}; new ${run.added}, duplicate ${run.duplicate}, updated ${run.updated}, quarantined ${run.quarantined}`,
  });
  if (key.lane === 'live')
    await markStreamDone(accountId, tx, key, { at, completeUntil: until, fetched: run.fetched });
  await keepLease(accountId, tx, key, cycle.fence, { holdUntil: null });
  await scheduleStream(tx, { accountId, ...key });
  await releaseStream(accountId, tx, key, cycle.fence);
  runtime.log.info(
    {
      integration: cycle.integrationName,
      stream: key.stream,
      lane: key.lane,
      new: run.added,
      duplicate: run.duplicate,
      updated: run.updated,
      quarantined: run.quarantined,
      durationMs: at - run.startedAt.getTime(),
      correlationId: cycle.runId,
    },
    said,
  );
}

/** A re-read that need not be read: as many records are here as the vendor counts. */
export async function finishWithoutReading(
  { runtime, accountId, transaction, cycle }: Polling,
  page: FetchedPage,
): Promise<'done'> {
  const now = cycle.databaseClock();
  await transaction(async (tx) => {
    await keepLease(accountId, tx, cycle.key, cycle.fence, clockOffsetOf(page.vendorDate, now));
    await writeLane(accountId, tx, cycle.key, {
      window: null,
      nextOffset: null,
      pageAttempts: 0,
      failures: 0,
      dueAt: now + rereadEvery(cycle),
    });
    const note = `The vendor counts ${page.total ?? 0} records here, and all of them are stored already.`;
    await endDone(accountId, tx, runtime, cycle, {
      at: now,
      until: cycle.window.to,
      requests: page.requests,
      note,
    });
  });
  return 'done';
}

/** Stopped in order: what is committed stands, and the stream is due again at once. */
export async function cutOff({ accountId, transaction, cycle }: Polling): Promise<'cut_off'> {
  await transaction(async (tx) => {
    await keepLease(accountId, tx, cycle.key, cycle.fence);
    await writeLane(accountId, tx, cycle.key, {
      pageAttempts: cycle.attempts,
      dueAt: cycle.databaseClock(),
      trigger: 'retry',
    });
    await endRun(accountId, tx, cycle.runId, {
      at: cycle.databaseClock(),
      result: 'lost',
      cursorAfter: null,
      errorMessage: 'The worker was stopped. What it had committed stands; the next run goes on from there.',
    });
    await scheduleStream(tx, { accountId, ...cycle.key });
    await releaseStream(accountId, tx, cycle.key, cycle.fence);
  });
  return 'cut_off';
}

/** PostgreSQL is back after it was away in the middle of a page: no worker has died, and the stream is due at once. */
export async function goOnAfterOutage({ accountId, transaction, cycle }: Polling): Promise<'cut_off'> {
  await transaction(async (tx) => {
    await keepLease(accountId, tx, cycle.key, cycle.fence);
    // Smaller pieces may go in where the page was too much for PostgreSQL; only deaths let it be kept unread.
    await limitAttempts(accountId, tx, cycle.key, MOST_DEATHS - 1);
    await writeLane(accountId, tx, cycle.key, { dueAt: cycle.databaseClock(), trigger: 'retry' });
    await endRun(accountId, tx, cycle.runId, {
      at: cycle.databaseClock(),
      result: 'lost',
      cursorAfter: null,
      errorMessage: 'PostgreSQL was away. What had been committed stands; the next run goes on from there.',
    });
    await scheduleStream(tx, { accountId, ...cycle.key });
    await releaseStream(accountId, tx, cycle.key, cycle.fence);
  });
  return 'cut_off';
}

/** Lets the live lane go first: the lane keeps its place and its run, and goes on after it. */
export async function makeRoom({ accountId, transaction, cycle }: Polling): Promise<'made_room'> {
  await transaction(async (tx) => {
    await keepLease(accountId, tx, cycle.key, cycle.fence);
    await addRunLine(accountId, tx, cycle.runId, {
      at: cycle.databaseClock(),
      level: 'info',
      message: `${cycle.connector}: waits while the live lane is read`,
    });
    await writeLane(accountId, tx, cycle.key, {
      pageAttempts: cycle.attempts,
      runId: cycle.runId,
      dueAt: cycle.databaseClock(),
    });
    await scheduleStream(tx, { accountId, ...cycle.key });
    await releaseStream(accountId, tx, cycle.key, cycle.fence);
  });
  return 'made_room';
}

/** Milliseconds. Demo and tests shorten our own backoff, never what the vendor asked for. */
function delayAfter({ manifest, failures, key }: Cycle, { class: kind, detail }: ConnectorError): number {
  // A licence or a permission that an optional stream lacks comes back seldom, and nobody is harmed meanwhile.
  if (kind === 'capability' && manifest.optional && key.lane === 'live') return DAY_MS * pace(manifest);
  // Of a stream that is needed it is awaited: somebody is giving it back.
  const longest = kind === 'capability' ? AWAITED_MS * pace(manifest) : Infinity;
  const own = { failures: failures + 1, random: Math.random() };
  const retryAfterMs = detail.retryAfterMs ?? null;
  const backoff = Math.min(longest, Math.round(pace(manifest) * nextDelay({ ...own, retryAfterMs: null })));
  const asked = nextDelay({ ...own, retryAfterMs });
  return retryAfterMs === null ? backoff : Math.max(backoff, Math.min(asked, retryAfterMs));
}

/**
 * Credentials wait for a person; everything else is tried again by itself, later and later. What the vendor says of
 * the endpoint holds for every lane of the stream; what befell another lane than the live one says nothing of its
 * health.
 */
export async function fail(polling: Polling, error: ConnectorError): Promise<'failed'> {
  const { runtime, accountId, transaction, cycle } = polling;
  const { key } = cycle;
  const now = cycle.databaseClock();
  const delay = error.class === 'credentials' ? null : delayAfter(cycle, error);
  const givenUp = error.class === 'bad_request' ? await whatIsGivenUp(polling) : null;
  const retryAt = delay === null || givenUp?.rest === null ? null : now + delay;
  const said = error.detail.vendorMessage ?? error.detail.cause ?? null;
  const ofStream = key.lane === 'live' || error.class === 'credentials' || error.class === 'throttle';
  await transaction(async (tx) => {
    await keepLease(accountId, tx, key, cycle.fence, {
      ...clockOffsetOf(error.detail.vendorDate, now),
      ...(error.class === 'throttle' ? { holdUntil: retryAt } : {}),
    });
    await writeLane(accountId, tx, key, placeAfter(cycle, error, retryAt, givenUp));
    await endRun(accountId, tx, cycle.runId, {
      at: now,
      result: 'failed',
      cursorAfter: null,
      requests: 1,
      errorCode: error.code,
      errorMessage: error.message,
      retryAt,
    });
    await addRunLine(accountId, tx, cycle.runId, {
      at: now,
      level: 'warn',
      message: `${cycle.connector}: ${error.message}${said === null ? '' : ` (${said})`}`,
    });
    if (ofStream) await markStreamFailed(accountId, tx, key, { at: now, error, retryAt });
    if (givenUp !== null) {
      await insertGap(accountId, tx, key, { ...givenUp.missing, cause: 'refused' }, now);
      await addRunLine(accountId, tx, cycle.runId, {
        at: now,
        level: 'warn',
        message: `${cycle.connector}: ${givenUp.rest === null ? 'gives up the rest' : 'goes on behind this piece'}; what is missing stands in the ledger of gaps`,
      });
    }
    if (delay === null) await unscheduleStream(tx, { accountId, ...key });
    else await scheduleStream(tx, { accountId, ...key });
    await releaseStream(accountId, tx, key, cycle.fence);
    await runtime.live.withinCommit(tx, { accountId, topics: ['runs', 'integrations'] });
  });
  await runtime.live.afterCommit({ accountId, topics: ['runs', 'integrations'] });
  runtime.log.warn(
    {
      integration: cycle.integrationName,
      stream: key.stream,
      lane: key.lane,
      code: error.code,
      retryInMs: delay,
      correlationId: cycle.runId,
    },
    `${cycle.connector}: ${error.message}`,
  );
  return 'failed';
}

/** What is given up of a re-pull or a backfill, and what is still to be read of it: null where nothing is. */
interface GivenUp {
  readonly missing: { readonly from: number; readonly to: number };
  readonly rest: { readonly from: number; readonly to: number } | null;
}

/** A piece that the vendor refuses time after time is left out, and reading goes on behind it. Null while it is tried. */
async function whatIsGivenUp({ accountId, transaction, cycle }: Polling): Promise<GivenUp | null> {
  const { key, goal, window, failures } = cycle;
  if (goal === null) return null;
  const before = await transaction((tx) => countRunsInARow(accountId, tx, key, failures, wasBadRequest));
  const refusals = before + 1;
  if (refusals < MOST_REFUSALS) return null;
  const to = refusals < MOST_REFUSALS_IN_ALL ? window.to : goal.to;
  return { missing: { from: window.from, to }, rest: restOf(goal, to) };
}

function wasBadRequest({ errorCode }: { readonly errorCode: string | null }): boolean {
  return (
    errorCode !== null && isConnectorErrorCode(errorCode) && connectorError(errorCode).class === 'bad_request'
  );
}

/** Where the lane stands after a failure. */
function placeAfter(
  cycle: Cycle,
  error: ConnectorError,
  retryAt: number | null,
  givenUp: GivenUp | null,
): LaneProgress {
  return {
    // Nobody died. Where storing failed, smaller pieces may go in; only deaths let a page be kept unread.
    pageAttempts:
      error.code === 'not_stored' ? Math.min(cycle.attempts + 1, MOST_DEATHS - 1) : cycle.attempts,
    failures: cycle.failures + 1,
    trigger: 'retry',
    // A lane that waits for a person is due when the person has mended what is wrong.
    ...(retryAt === null ? {} : { dueAt: retryAt }),
    ...(givenUp === null ? {} : { goal: givenUp.rest, watermark: givenUp.missing.to }),
    ...(givenUp?.rest === null ? { dueAt: null } : {}),
    // The same request would be refused for ever: an offset that has run out, a window that has grown too old.
    ...(error.class === 'bad_request' ? { window: null, nextOffset: null } : {}),
  };
}
