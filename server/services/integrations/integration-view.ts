import { connectorError, isConnectorErrorCode } from '@/domain/connectors/connector-error';
import type { ConnectorManifest, ConnectorStream } from '@/domain/connectors/connector-manifest';
import type { IntegrationStatus } from '@/domain/integration-status';
import { readableWindow } from '@/domain/polling/readable-window';
import type { LaneProgress, StreamView } from '@/domain/views/integration';
import type { listStreamRows } from '@/server/data/integrations/integrations';
import type { LaneRow } from '@/server/data/integrations/lanes';
import type { StreamCounts } from '@/server/data/integrations/streams';
import { liveIntervalMs } from '@/server/services/collection/cycle';

type StreamRow = Awaited<ReturnType<typeof listStreamRows>>[number];

/** A stream with all that its line on the page is made from. Instants are epoch milliseconds. */
export interface PresentedStream {
  readonly manifest: ConnectorManifest;
  /** As it is polled here. */
  readonly facts: ConnectorStream;
  readonly row: StreamRow;
  readonly status: IntegrationStatus;
  readonly lanes: readonly LaneRow[];
  readonly counts: StreamCounts;
  readonly retentionDays: number | null;
  /** Whether it stands on the schedule. */
  readonly scheduled: boolean;
  readonly now: number;
}

/** A stream as the integration's page shows it. */
export function presentStream(stream: PresentedStream): StreamView {
  const { manifest, facts, row, status, lanes, counts, retentionDays, scheduled, now } = stream;
  const ofRecords = facts.holds === 'records';
  const inbound = facts.paging === 'inbound';
  const live = lanes.find(({ lane }) => lane === 'live');
  const dueAt =
    live === undefined || live.dueAt === null ? null : Math.max(live.dueAt, row.holdUntil?.getTime() ?? 0);
  const reads = status.word !== 'off' && status.word !== 'disabled' && status.word !== 'purging';
  const cursor = ofRecords && !inbound && reads ? (row.completeUntil?.getTime() ?? null) : null;
  const readable =
    ofRecords && !inbound && row.enabled
      ? readableWindow(
          {
            enabledAt: row.enabledAt.getTime(),
            completeUntil: row.completeUntil?.getTime() ?? null,
            historyLimitMs: facts.historyLimitMs,
            retentionDays,
          },
          now,
        )
      : null;
  return {
    stream: row.stream,
    label: facts.label,
    summary: facts.summary,
    holds: facts.holds,
    permission: facts.permission,
    permissionFound: permissionOf(row),
    optional: facts.optional,
    enabled: row.enabled,
    switchable: row.stream !== manifest.mainStream,
    enabledAt: row.enabledAt.toISOString(),
    intervalSeconds: row.intervalSeconds,
    shortenedSeconds: shortenedSeconds(facts, row.intervalSeconds),
    intervals: {
      presets: [...facts.presetIntervalSeconds],
      least: facts.minIntervalSeconds,
      most: facts.maxIntervalSeconds,
    },
    status,
    lastRunAt: row.lastRunAt?.toISOString() ?? null,
    lastSuccessAt: row.lastSuccessAt?.toISOString() ?? null,
    nextRunAt: scheduled ? instant(dueAt) : null,
    lastFetched: row.lastFetched,
    signals24h: ofRecords ? (counts.signals24h.get(row.stream) ?? 0) : null,
    objects: facts.holds === 'directory' ? counts.directoryUsers : null,
    newestRecordAt: row.newestRecordAt?.toISOString() ?? null,
    cursorAt: instant(cursor),
    lagMs: cursor === null ? null : Math.max(0, now - cursor),
    expectedLagMs: facts.lagMs,
    quarantined: row.quarantined,
    readable: readable === null ? null : span(readable),
    underWay: lanes.flatMap((lane) => progressOf(lane, row, now)),
    error: presentError(row),
  };
}

function shortenedSeconds(facts: ConnectorStream, intervalSeconds: number): number | null {
  const seconds = liveIntervalMs(facts, intervalSeconds) / 1_000;
  return facts.paging === 'inbound' || seconds === intervalSeconds ? null : seconds;
}

function permissionOf({ errorClass, lastSuccessAt }: StreamRow): StreamView['permissionFound'] {
  if (errorClass === 'capability') return 'refused';
  return lastSuccessAt === null ? 'unknown' : 'granted';
}

/** A lane that works towards a goal, as far as it is. */
function progressOf(lane: LaneRow, row: StreamRow, now: number): LaneProgress[] {
  if ((lane.lane !== 'repull' && lane.lane !== 'backfill') || lane.goal === null) return [];
  const { from, to } = lane.goal;
  const readUntil = Math.min(to, Math.max(from, lane.watermark ?? from));
  const held = row.leaseUntil !== null && row.leaseUntil.getTime() > now;
  return [
    {
      lane: lane.lane,
      goal: span(lane.goal),
      readUntil: new Date(readUntil).toISOString(),
      share: to === from ? 1 : (readUntil - from) / (to - from),
      reading: held && row.leaseLane === lane.lane,
      retryAt: lane.failures > 0 ? instant(lane.dueAt) : null,
    },
  ];
}

function instant(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function span({ from, to }: { readonly from: number; readonly to: number }): { from: string; to: string } {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}

/** The error of a stream as pages show it; null where it has none. */
export function presentError(stream: StreamRow): StreamView['error'] {
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
