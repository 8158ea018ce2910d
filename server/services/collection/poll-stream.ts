import { z } from 'zod';
import { findConnector } from '@/domain/connectors/catalogue';
import { connectorError } from '@/domain/connectors/connector-error';
import { pollStreamJobSchema } from '@/domain/jobs';
import type { FetchedPage, FetchPageResult } from '@/server/connectors/connector';
import { commitSoon, type Transaction } from '@/server/data/database';
import { isDatabaseUnavailable } from '@/server/data/database-failure';
import { listStreamRows } from '@/server/data/integrations/integrations';
import { writeLane } from '@/server/data/integrations/lanes';
import { postpone, scheduleStream } from '@/server/data/integrations/schedule';
import { keepLease, LeaseLost, renewLease } from '@/server/data/integrations/stream-lease';
import { storedInWindow } from '@/server/data/signals/signals';
import { defineOperation } from '@/server/services/operation';
import { beginCycle } from './begin-cycle';
import { commitFetched } from './commit-fetched';
import { type Cycle, LEASE_MS, MOST_DEATHS, type Polling } from './cycle';
import { cutOff, fail, finishWithoutReading, goOnAfterOutage, makeRoom } from './end-cycle';

const RENEW_MS = 2_000;

/** After a worker has died at a page it is read in small pieces, so that little is held back with a bad record. */
const CAREFUL_LIMIT = 25;

/** Failures of our own at one page that are simply tried again; from then on they are said, and wait longer. */
const QUIET_ATTEMPTS = 2;

/** How long a worker waits to say that it outlived PostgreSQL, and how often it tries. */
const OUTAGE_MS = 30_000;
const OUTAGE_RETRY_MS = 500;

type Outcome = 'done' | 'failed' | 'busy' | 'not_due' | 'cut_off' | 'made_room';

/**
 * Polls one stream once, in the lane that is due: claims the stream, freezes a window, and commits page after page,
 * each in one transaction with its cursor. Killed anywhere, the next attempt goes on from the last commit and doubles
 * nothing. Another lane makes room for the live one between two pages.
 */
export const pollStream = defineOperation({
  name: 'poll-stream',
  http: 'internal',
  permission: 'integrations:write',
  input: pollStreamJobSchema,
  output: z.object({
    outcome: z.enum(['done', 'failed', 'busy', 'not_due', 'cut_off', 'made_room']),
  }),
  audit: { none: 'Every run has a row of its own, with what it did and why it ended.' },
  effect: 'external',
  run: async ({ runtime, accountId, transaction }, { integrationId, stream }) => {
    const cycle = await transaction((tx) => beginCycle(accountId, tx, runtime, { integrationId, stream }));
    if (typeof cycle === 'string') return { outcome: cycle };
    return { outcome: await runCycle({ runtime, accountId, transaction, cycle }) };
  },
});

async function runCycle(polling: Polling): Promise<Outcome> {
  const { runtime, accountId, transaction, cycle } = polling;
  const lost = new AbortController();
  const stop = AbortSignal.any([lost.signal, runtime.stopping]);
  let renewing = false;
  const renewal = setInterval(() => {
    // One at a time: a page that is being committed holds the row, and each renewal would wait on a connection.
    if (renewing) return;
    renewing = true;
    transaction(async (tx) => {
      await commitSoon(tx);
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
    return await readPages(polling, stop).catch((error: unknown) => {
      // Our own fault, at this page again: said on screen and slowed down, or it would be hit every few seconds.
      if (isDatabaseUnavailable(error)) return outlast(polling, stop, error);
      if (error instanceof LeaseLost || cycle.attempts < QUIET_ATTEMPTS) throw error;
      runtime.log.error({ err: error, correlationId: cycle.runId }, 'poll: a page could not be committed');
      return fail(polling, connectorError('not_stored'));
    });
  } catch (error) {
    if (error instanceof LeaseLost) return 'cut_off';
    throw error;
  } finally {
    clearInterval(renewal);
  }
}

/**
 * Waits for PostgreSQL, for a while: a page at which it went away has ended no worker, and must not be counted as if,
 * or three outages would put it into quarantine unread.
 */
async function outlast(polling: Polling, stop: AbortSignal, outage: unknown): Promise<Outcome> {
  const until = performance.now() + OUTAGE_MS;
  while (performance.now() < until && (await pause(OUTAGE_RETRY_MS, stop))) {
    try {
      return await goOnAfterOutage(polling);
    } catch (error) {
      if (!isDatabaseUnavailable(error)) throw error;
    }
  }
  throw outage;
}

async function readPages(polling: Polling, stop: AbortSignal): Promise<Outcome> {
  const { runtime, cycle } = polling;
  const seen = new Set<string>(cycle.offset === null ? [] : [cycle.offset]);
  if (isUntouchedReread(cycle)) {
    const known = await allIsHere(polling, stop);
    if (known !== null) return known;
  }
  for (;;) {
    if (cycle.liveDueAt !== null && cycle.liveDueAt <= cycle.databaseClock()) return makeRoom(polling);
    if (!(await pause(gapBefore(cycle, cycle.databaseClock()), stop))) return cutOff(polling);
    // Waiting takes no slot; a page in memory does.
    const ended = await runtime.inPageSlot(() => onePage(polling, stop, seen));
    if (ended !== null) return ended;
  }
}

/** One request and its commit. Null where the cycle goes on. */
async function onePage(polling: Polling, stop: AbortSignal, seen: Set<string>): Promise<Outcome | null> {
  const { cycle } = polling;
  const { manifest, attempts } = cycle;
  const fetched = await ask(polling, stop, {
    limit: attempts === 0 ? manifest.limit : Math.min(CAREFUL_LIMIT, manifest.limit),
    unread: attempts >= MOST_DEATHS,
  });
  if (stop.aborted) return cutOff(polling);
  if (!fetched.ok) return fail(polling, fetched.error);
  const next = nextOffset(fetched, seen);
  const outcome = await commitFetched(polling, fetched, next);
  cycle.attempts = 0;
  if (outcome === 'next_piece') seen.clear();
  if (outcome !== 'done') return null;
  if (cycle.key.lane === 'live' && cycle.errorClass === 'capability') await askRefusedAgain(polling);
  return 'done';
}

/** A permission has come back: what else was refused with it need not wait for its daily probe. */
async function askRefusedAgain({ runtime, accountId, transaction, cycle }: Polling): Promise<void> {
  const { key, connector, manifest } = cycle;
  const alike = findConnector(connector)?.streams.filter(
    ({ permission }) => permission === manifest.permission,
  );
  await transaction(async (tx) => {
    for (const { stream, errorClass } of await listStreamRows(accountId, tx, key.integrationId)) {
      if (errorClass !== 'capability' || alike?.some(({ id }) => id === stream) !== true) continue;
      const refused = { integrationId: key.integrationId, stream };
      await writeLane(accountId, tx, { ...refused, lane: 'live' }, { dueAt: cycle.databaseClock() });
      await scheduleStream(tx, { accountId, ...refused });
    }
  });
  runtime.log.debug({ correlationId: cycle.runId }, `${connector}: ${manifest.permission} is granted again`);
}

/** One request to the vendor, counted before it is made: a page that ends workers is known by its attempts. */
async function ask(
  { runtime, accountId, transaction, cycle }: Polling,
  stop: AbortSignal,
  how: { readonly limit: number; readonly unread: boolean },
): Promise<FetchPageResult> {
  await transaction(async (tx) => {
    await commitSoon(tx);
    await keepLease(accountId, tx, cycle.key, cycle.fence, { pageAt: cycle.databaseClock() });
    await writeLane(accountId, tx, cycle.key, { pageAttempts: cycle.attempts + 1 });
  });
  // The request goes out now; the commit of its answer writes this instant, so that the next is not too soon.
  cycle.pageAt = cycle.databaseClock();
  if (cycle.credentials === null) return { ok: false, error: connectorError('vault_locked') };
  runtime.log.debug(
    { correlationId: cycle.runId, offset: cycle.offset },
    `${cycle.connector}: asking for a page`,
  );
  return cycle.adapter.fetchPage({
    credentials: cycle.credentials,
    stream: cycle.key.stream,
    window: cycle.window,
    offset: cycle.offset,
    limit: how.limit,
    unread: how.unread,
    signal: stop,
  });
}

function isUntouchedReread({ key, manifest, offset, attempts }: Cycle): boolean {
  return key.lane.startsWith('reread') && manifest.counted && offset === null && attempts === 0;
}

/**
 * Before a re-read: one record is asked for, with how many the vendor counts in the window. Where as many are here,
 * the re-read ends with that; null where it has to be read.
 */
async function allIsHere(polling: Polling, stop: AbortSignal): Promise<Outcome | null> {
  const { accountId, transaction, cycle } = polling;
  if (!(await pause(gapBefore(cycle, cycle.databaseClock()), stop))) return cutOff(polling);
  const fetched = await ask(polling, stop, { limit: 1, unread: false });
  if (stop.aborted) return cutOff(polling);
  if (!fetched.ok) return fail(polling, fetched.error);
  if (fetched.total === null) return null;
  const stored = await transaction((tx: Transaction) =>
    storedInWindow(accountId, tx, cycle.key, cycle.window),
  );
  return stored.signals === fetched.total ? finishWithoutReading(polling, fetched) : null;
}

/** Null ends the window: no further offset, an empty page, or an offset that was there before. */
function nextOffset(page: FetchedPage, seen: Set<string>): string | null {
  if (page.nextOffset === null || isEmpty(page) || seen.has(page.nextOffset)) return null;
  seen.add(page.nextOffset);
  return page.nextOffset;
}

/** A page that holds nothing at all. A sweep goes from part to part, and a part may be empty. */
function isEmpty({ records, rejected, objects, possibleGap }: FetchedPage): boolean {
  return records.length === 0 && rejected.length === 0 && objects === undefined && possibleGap === undefined;
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
