import type { DuoStream } from '@/server/connectors/cisco-duo/duo-stream';
import { normaliseTrustMonitor } from '@/server/connectors/cisco-duo/normalise-trust-monitor';
import { fetchPagedLog, type PagedLog } from '@/server/connectors/cisco-duo/paged-log';
import type { RecordReading } from '@/server/connectors/cisco-duo/record-reading';

const reading: RecordReading = {
  place: { member: 'events', marker: 'sekey', numericOffset: true },
  idField: 'sekey',
  repeats: false,
  read: normaliseTrustMonitor,
};

/**
 * Source: Duo's Admin API documentation, "Trust Monitor". What it hands out as `next_offset` it takes as `offset`, and
 * nobody but Duo can make one.
 */
const log: PagedLog = {
  path: '/admin/v1/trust_monitor/events',
  reading,
  most: 200,
  offsetParameter: 'offset',
  sortable: false,
  offsetField: null,
};

export const TRUST_MONITOR: DuoStream = {
  id: 'trust_monitor',
  reading,
  edition: 'Advantage or Premier',
  fetchPage: (call) => fetchPagedLog(log, call),
};
