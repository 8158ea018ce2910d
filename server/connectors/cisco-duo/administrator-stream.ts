import type { DuoStream } from '@/server/connectors/cisco-duo/duo-stream';
import { normaliseAdministrator } from '@/server/connectors/cisco-duo/normalise-administrator';
import type { RecordReading } from '@/server/connectors/cisco-duo/record-reading';
import { fetchSecondsLog, type SecondsLog } from '@/server/connectors/cisco-duo/seconds-log';

const reading: RecordReading = {
  place: { member: null, marker: 'action' },
  idField: null,
  repeats: true,
  read: normaliseAdministrator,
};

/** Source: Duo's Admin API documentation, "Administrator Logs" (version 1). */
const log: SecondsLog = {
  path: '/admin/v1/logs/administrator',
  reading,
  fullAt: 1_000,
  mayFallShort: false,
};

export const ADMINISTRATOR: DuoStream = {
  id: 'administrator',
  reading,
  fetchPage: (call) => fetchSecondsLog(log, call),
};
