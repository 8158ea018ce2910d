import type { Trigger } from '@/domain/jobs';
import type { Transaction } from './database';
import type { Run } from './generated/client';

export type RunRow = Run;

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

/** Ends the runs of an integration that are under way, with the reason. */
export async function cutRunsShort(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  at: number,
  errorMessage: string,
): Promise<void> {
  await tx.run.updateMany({
    where: { accountId, integrationId, result: 'running' },
    data: { result: 'lost', finishedAt: new Date(at), errorMessage },
  });
}

/** What one page did. */
export interface PageFigures {
  readonly requests: number;
  readonly fetched: number;
  readonly added: number;
  readonly duplicate: number;
  readonly quarantined: number;
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
      quarantined: { increment: page.quarantined },
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
    errorCode?: string;
    errorMessage?: string;
    retryAt?: number | null;
  },
): Promise<RunRow> {
  return tx.run.update({
    where: { accountId_id: { accountId, id } },
    data: {
      result: end.result,
      finishedAt: new Date(end.at),
      ...(end.cursorAfter === null ? {} : { cursorAfter: new Date(end.cursorAfter) }),
      ...(end.requests === undefined ? {} : { requests: { increment: end.requests } }),
      errorCode: end.errorCode ?? null,
      errorMessage: end.errorMessage ?? null,
      retryAt: end.retryAt === undefined || end.retryAt === null ? null : new Date(end.retryAt),
    },
  });
}

/** Runs of an integration, newest first, after a keyset cursor. */
export async function listRunRows(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  after: { startedAt: Date; id: string } | null,
  limit: number,
): Promise<RunRow[]> {
  return tx.run.findMany({
    where: {
      accountId,
      integrationId,
      ...(after === null
        ? {}
        : {
            OR: [
              { startedAt: { lt: after.startedAt } },
              { startedAt: after.startedAt, id: { gt: after.id } },
            ],
          }),
    },
    orderBy: [{ startedAt: 'desc' }, { id: 'asc' }],
    take: limit,
  });
}
