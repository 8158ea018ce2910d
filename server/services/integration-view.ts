import { findStream } from '@/domain/connectors/catalogue';
import { connectorError, isConnectorErrorCode } from '@/domain/connectors/connector-error';
import type { IntegrationStatus } from '@/domain/integration-status';
import { type RunView, runViewSchema, type StreamView } from '@/domain/views/integration';
import type { listStreamRows } from '@/server/data/integrations';
import type { RunRow } from '@/server/data/runs';

type StreamRow = Awaited<ReturnType<typeof listStreamRows>>[number];

/** A run as pages show it. */
export function presentRun(connector: string, run: RunRow): RunView {
  return runViewSchema.parse({
    id: run.id,
    stream: run.stream,
    streamLabel: findStream(connector, run.stream)?.label ?? run.stream,
    trigger: run.trigger,
    startedAt: run.startedAt.toISOString(),
    finishedAt: run.finishedAt?.toISOString() ?? null,
    durationMs:
      run.finishedAt === null ? null : Math.max(0, run.finishedAt.getTime() - run.startedAt.getTime()),
    requests: run.requests,
    pages: run.pages,
    fetched: run.fetched,
    new: run.added,
    duplicate: run.duplicate,
    quarantined: run.quarantined,
    cursorBefore: run.cursorBefore?.toISOString() ?? null,
    cursorAfter: run.cursorAfter?.toISOString() ?? null,
    result: run.result,
    errorCode: run.errorCode,
    errorMessage: run.errorMessage,
    retryAt: run.retryAt?.toISOString() ?? null,
  });
}

/** A stream as the integration's page shows it. */
export function presentStream(
  connector: string,
  stream: StreamRow,
  status: IntegrationStatus,
  nextRunAt: number | null,
): StreamView {
  const manifest = findStream(connector, stream.stream);
  return {
    stream: stream.stream,
    label: manifest?.label ?? stream.stream,
    permission: manifest?.permission ?? '',
    intervalSeconds: stream.intervalSeconds,
    status,
    lastRunAt: stream.lastRunAt?.toISOString() ?? null,
    lastSuccessAt: stream.lastSuccessAt?.toISOString() ?? null,
    nextRunAt: nextRunAt === null ? null : new Date(nextRunAt).toISOString(),
    lastFetched: stream.lastFetched,
    newestRecordAt: stream.newestRecordAt?.toISOString() ?? null,
    cursorAt: stream.completeUntil?.toISOString() ?? null,
    quarantined: stream.quarantined,
    error: presentError(stream),
  };
}

function presentError(stream: StreamRow): StreamView['error'] {
  const { errorCode, errorFirstSeenAt, errorLastSeenAt } = stream;
  if (errorCode === null || errorFirstSeenAt === null || errorLastSeenAt === null) return null;
  const error = connectorError(
    isConnectorErrorCode(errorCode) ? errorCode : 'unknown',
    parseDetail(stream.errorDetail),
  );
  const { httpStatus, vendorCode, vendorMessage, cause } = error.detail;
  const detail = [
    httpStatus === undefined ? null : `HTTP ${httpStatus}`,
    vendorCode === undefined ? null : `code ${vendorCode}`,
    vendorMessage ?? null,
    cause ?? null,
  ].filter((part) => part !== null);
  return {
    code: error.code,
    class: error.class,
    message: error.message,
    remedy: error.remedy,
    guideAnchor: error.guide,
    detail: detail.length === 0 ? null : detail.join(' · '),
    firstSeenAt: errorFirstSeenAt.toISOString(),
    lastSeenAt: errorLastSeenAt.toISOString(),
    count: stream.errorCount,
  };
}

function parseDetail(text: string | null): object {
  const parsed: unknown = text === null ? {} : JSON.parse(text);
  return typeof parsed === 'object' && parsed !== null ? parsed : {};
}
