import type { Trigger } from '@/domain/jobs';
import type { RunResult } from '@/domain/run-words';
import type { Span } from '@/domain/unread-time';
import { runLineSchema, type RunLine } from '@/domain/views/run';
import type { Transaction } from '@/server/data/database';
import type { Prisma, Run } from '@/server/data/generated/client';
import type { LaneKey } from './lanes';

/** A run without the lines it said, which only the one that is opened is asked for. */
export type RunRow = Omit<Run, 'log'>;

const WITHOUT_LOG = { log: true } as const;

/** Begins a run; any run of the stream that is still called running was cut off, and is called lost. */
export async function beginRun(
  accountId: string,
  tx: Transaction,
  run: {
    id: string;
    integrationId: string;
    stream: string;
    lane: string;
    trigger: Trigger;
    worker: string;
    startedAt: number;
    cursorBefore: number | null;
  },
): Promise<void> {
  const { id, startedAt, cursorBefore, ...rest } = run;
  await tx.run.updateMany({
    where: {
      accountId,
      integrationId: run.integrationId,
      stream: run.stream,
      lane: run.lane,
      result: 'running',
    },
    data: {
      result: 'lost',
      finishedAt: new Date(startedAt),
      errorMessage:
        'The worker ended before the run did. What it had committed stands; the next run went on from there.',
    },
  });
  await tx.run.create({
    data: {
      accountId,
      id,
      ...rest,
      startedAt: new Date(startedAt),
      cursorBefore: cursorBefore === null ? null : new Date(cursorBefore),
      cursorAfter: cursorBefore === null ? null : new Date(cursorBefore),
    },
  });
}

/** A run that was interrupted in order goes on, also where somebody has called it ended meanwhile. */
export async function resumeRun(accountId: string, tx: Transaction, id: string): Promise<void> {
  await tx.run.update({
    where: { accountId_id: { accountId, id } },
    data: { result: 'running', finishedAt: null, errorCode: null, errorMessage: null, retryAt: null },
  });
}

/** What one page did. */
export interface PageFigures {
  readonly requests: number;
  readonly fetched: number;
  readonly added: number;
  readonly duplicate: number;
  /** Records that took the place of an older form of themselves. */
  readonly updated: number;
  readonly quarantined: number;
  /** Something worth knowing that is no error. */
  readonly note?: string;
}

/** Adds a page's figures to its run. */
export async function addPage(
  accountId: string,
  tx: Transaction,
  id: string,
  page: PageFigures,
): Promise<void> {
  await tx.run.update({
    where: { accountId_id: { accountId, id } },
    data: {
      pages: { increment: 1 },
      requests: { increment: page.requests },
      fetched: { increment: page.fetched },
      added: { increment: page.added },
      duplicate: { increment: page.duplicate },
      updated: { increment: page.updated },
      quarantined: { increment: page.quarantined },
      ...(page.note === undefined ? {} : { note: page.note }),
    },
  });
}

/** Ends a run. Returns its figures. */
export async function endRun(
  accountId: string,
  tx: Transaction,
  id: string,
  end: {
    at: number;
    result: 'done' | 'failed' | 'lost';
    cursorAfter: number | null;
    requests?: number;
    note?: string;
    errorCode?: string;
    errorMessage?: string;
    retryAt?: number | null;
  },
): Promise<RunRow> {
  return tx.run.update({
    where: { accountId_id: { accountId, id } },
    omit: WITHOUT_LOG,
    data: {
      result: end.result,
      finishedAt: new Date(end.at),
      ...(end.cursorAfter === null ? {} : { cursorAfter: new Date(end.cursorAfter) }),
      ...(end.requests === undefined ? {} : { requests: { increment: end.requests } }),
      ...(end.note === undefined ? {} : { note: end.note }),
      errorCode: end.errorCode ?? null,
      errorMessage: end.errorMessage ?? null,
      retryAt: end.retryAt === undefined || end.retryAt === null ? null : new Date(end.retryAt),
    },
  });
}

/** The last good run of the live lane of a stream. */
export interface LastRead {
  readonly integrationId: string;
  readonly stream: string;
  readonly finishedAt: Date;
  /** Up to when everything had been read then. */
  readonly cursorAfter: Date;
}

/** The last good run of each stream that had ended by an instant (epoch milliseconds), of the runs that are kept. */
export async function lastReadsBy(accountId: string, tx: Transaction, at: number): Promise<LastRead[]> {
  const then = new Date(at);
  return tx.$queryRaw<LastRead[]>`
    SELECT s."integrationId", s."stream", r."finishedAt", r."cursorAfter"
    FROM "stream" s
    CROSS JOIN LATERAL (
      SELECT r."finishedAt", r."cursorAfter" FROM "run" r
      WHERE r."accountId" = s."accountId" AND r."integrationId" = s."integrationId" AND r."stream" = s."stream"
        AND r."lane" = 'live' AND r."result" = 'done' AND r."startedAt" <= ${then} AND r."finishedAt" <= ${then}
        AND r."cursorAfter" IS NOT NULL
      ORDER BY r."startedAt" DESC, r."id" LIMIT 1
    ) r
    WHERE s."accountId" = ${accountId}::uuid`;
}

/**
 * What lies in a window (epoch milliseconds) later than `longest` after the end of a good run of the live lane of a stream,
 * and before the end of the next. Before the first run that is kept nothing is said.
 */
export async function stretchesWithoutRun(
  accountId: string,
  tx: Transaction,
  { integrationId, stream }: { readonly integrationId: string; readonly stream: string },
  window: Span,
  longest: number,
): Promise<Span[]> {
  const from = new Date(window.from - longest);
  const to = new Date(window.to);
  const rows = await tx.$queryRaw<{ from: Date; to: Date }[]>`
    WITH good AS NOT MATERIALIZED (
      SELECT r."startedAt", r."finishedAt" FROM "run" r
      WHERE r."accountId" = ${accountId}::uuid AND r."integrationId" = ${integrationId}::uuid AND r."stream" = ${stream}
        AND r."lane" = 'live' AND r."result" = 'done' AND r."startedAt" <= ${to} AND r."finishedAt" <= ${to}
    ), ends AS (
      (SELECT "finishedAt" AS at FROM good WHERE "startedAt" <= ${from} ORDER BY "startedAt" DESC LIMIT 1)
      UNION ALL SELECT "finishedAt" FROM good WHERE "startedAt" > ${from}
      UNION ALL SELECT ${to}::timestamptz
    ), pairs AS (SELECT lag(at) OVER (ORDER BY at) AS "from", at AS "to" FROM ends)
    SELECT "from", "to" FROM pairs
    WHERE "to" - "from" > make_interval(secs => ${longest / 1_000}) AND "to" > ${new Date(window.from)}`;
  return rows.map((row) => ({
    from: Math.max(window.from, row.from.getTime() + longest),
    to: row.to.getTime(),
  }));
}

/** Which runs are asked for. What is left out does not narrow. Instants are epoch milliseconds, half open. */
export interface RunFilter {
  readonly stream?: string | undefined;
  readonly lane?: string | undefined;
  readonly result?: RunResult | undefined;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  /** Only runs that met an error or put a record into quarantine. */
  readonly withErrors?: boolean | undefined;
}

function whereOf(accountId: string, integrationId: string, filter: RunFilter): Prisma.RunWhereInput {
  const { stream, lane, result, from, to, withErrors } = filter;
  return {
    accountId,
    integrationId,
    ...(stream === undefined ? {} : { stream }),
    ...(lane === undefined ? {} : { lane }),
    ...(result === undefined ? {} : { result }),
    startedAt: {
      ...(from === undefined ? {} : { gte: new Date(from) }),
      ...(to === undefined ? {} : { lt: new Date(to) }),
    },
    ...(withErrors === true
      ? { OR: [{ result: 'failed' }, { errorCode: { not: null } }, { quarantined: { gt: 0 } }] }
      : {}),
  };
}

/** Where a page of runs begins: after this one. */
export interface RunCursor {
  readonly startedAt: number;
  readonly id: string;
}

/** Runs of an integration, newest first, after a keyset cursor. */
export async function listRunRows(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  after: RunCursor | null,
  limit: number,
  filter: RunFilter = {},
): Promise<RunRow[]> {
  const startedAt = new Date(after?.startedAt ?? 0);
  return tx.run.findMany({
    where: {
      AND: [
        whereOf(accountId, integrationId, filter),
        after === null ? {} : { OR: [{ startedAt: { lt: startedAt } }, { startedAt, id: { gt: after.id } }] },
      ],
    },
    omit: WITHOUT_LOG,
    orderBy: [{ startedAt: 'desc' }, { id: 'asc' }],
    take: limit,
  });
}

/**
 * How many of the newest `most` runs of a lane that came to an end, good or bad, were alike, up to the first that was
 * not. What was cut off says nothing.
 */
export async function countRunsInARow(
  accountId: string,
  tx: Transaction,
  { integrationId, stream, lane }: LaneKey,
  most: number,
  alike: (run: Pick<RunRow, 'errorCode' | 'note'>) => boolean,
): Promise<number> {
  if (most === 0) return 0;
  const runs = await tx.run.findMany({
    where: { accountId, integrationId, stream, lane, result: { in: ['done', 'failed'] } },
    select: { errorCode: true, note: true },
    orderBy: [{ startedAt: 'desc' }, { id: 'asc' }],
    take: most,
  });
  const other = runs.findIndex((run) => !alike(run));
  return other < 0 ? runs.length : other;
}

/** One run of an integration, with what it said; null when it has none of that id. */
export async function findRun(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  id: string,
): Promise<{ readonly run: RunRow; readonly log: RunLine[] } | null> {
  const row = await tx.run.findFirst({ where: { accountId, integrationId, id } });
  if (row === null) return null;
  const { log, ...run } = row;
  return { run, log: runLineSchema.array().parse(log) };
}

/** So many lines of a run are kept: the first ones, which say how it began, and the newest. */
const MOST_LINES = 50;
const FIRST_LINES = 10;
const LONGEST_LINE = 500;

/** A line for a run. Its message is made of our own words, codes and counts: no secret, no name, no record goes in. */
export interface NewRunLine {
  /** Epoch milliseconds. */
  readonly at: number;
  readonly level: RunLine['level'];
  readonly message: string;
}

/** Adds a line to what a run says on its page. Beyond 50 the oldest of those after the first ten goes. */
export async function addRunLine(
  accountId: string,
  tx: Transaction,
  runId: string,
  { at, level, message }: NewRunLine,
): Promise<void> {
  const line: RunLine = {
    at: new Date(at).toISOString(),
    level,
    message: message.replace(/\p{Cc}+/gu, ' ').slice(0, LONGEST_LINE),
  };
  await tx.$executeRaw`
    UPDATE "run" SET "log" =
      (CASE WHEN jsonb_array_length("log") < ${MOST_LINES}::int THEN "log" ELSE "log" - ${FIRST_LINES}::int END)
      || ${JSON.stringify([line])}::jsonb
    WHERE "accountId" = ${accountId}::uuid AND "id" = ${runId}::uuid`;
}

/** Runs that began in one bucket of time and ended alike. */
export interface RunBucket {
  /** Index of the bucket from the start of the window. */
  readonly bucket: number;
  readonly result: string;
  readonly errorCode: string | null;
  readonly runs: number;
  readonly fetched: number;
  /** The longest way behind of a live run that was done, in milliseconds; null where there was none. */
  readonly lagMs: number | null;
}

/** Runs by bucket of time and how they ended. `from`, `to` and `bucketMs` in milliseconds. */
export async function countRunsByBucket(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  stream: string | null,
  window: { readonly from: number; readonly to: number; readonly bucketMs: number },
): Promise<RunBucket[]> {
  return tx.$queryRaw<RunBucket[]>`
    SELECT floor(extract(epoch FROM "startedAt" - ${new Date(window.from)}::timestamptz) * 1000 / ${window.bucketMs})::int
        AS bucket, "result", "errorCode", count(*)::int AS runs, sum("fetched")::int AS fetched,
      max(extract(epoch FROM "finishedAt" - "cursorAfter") * 1000)
        FILTER (WHERE "lane" = 'live' AND "result" = 'done')::float8 AS "lagMs"
    FROM "run"
    WHERE "accountId" = ${accountId}::uuid AND "integrationId" = ${integrationId}::uuid
      AND (${stream}::text IS NULL OR "stream" = ${stream})
      AND "startedAt" >= ${new Date(window.from)} AND "startedAt" < ${new Date(window.to)}
    GROUP BY 1, 2, 3`;
}
