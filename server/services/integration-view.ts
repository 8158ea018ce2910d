import { findStream } from '@/domain/connectors/catalogue';
import { connectorError, isConnectorErrorCode } from '@/domain/connectors/connector-error';
import type { IntegrationStatus } from '@/domain/integration-status';
import type { StreamView } from '@/domain/views/integration';
import type { listStreamRows } from '@/server/data/integrations';

type StreamRow = Awaited<ReturnType<typeof listStreamRows>>[number];

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
