import type { DuoStream } from '@/server/connectors/cisco-duo/duo-stream';
import { normaliseOfflineEnrollment } from '@/server/connectors/cisco-duo/normalise-offline-enrollment';
import type { RecordReading } from '@/server/connectors/cisco-duo/record-reading';
import { fetchSecondsLog, type SecondsLog } from '@/server/connectors/cisco-duo/seconds-log';

const reading: RecordReading = {
  place: { member: null, marker: 'action' },
  idField: null,
  repeats: true,
  read: normaliseOfflineEnrollment,
};

/**
 * Source: Duo's Admin API documentation, "Offline Enrollment Logs" (version 1), which says that an answer may hold
 * more than 1,000 records, or fewer.
 */
const log: SecondsLog = {
  path: '/admin/v1/logs/offline_enrollment',
  reading,
  fullAt: 1_000,
  mayFallShort: true,
};

export const OFFLINE_ENROLLMENT: DuoStream = {
  id: 'offline_enrollment',
  reading,
  fetchPage: (call) => fetchSecondsLog(log, call),
};
