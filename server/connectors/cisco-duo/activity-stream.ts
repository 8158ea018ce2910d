import type { DuoStream } from '@/server/connectors/cisco-duo/duo-stream';
import { normaliseActivity } from '@/server/connectors/cisco-duo/normalise-activity';
import { fetchPagedLog, type PagedLog } from '@/server/connectors/cisco-duo/paged-log';
import type { RecordReading } from '@/server/connectors/cisco-duo/record-reading';

const reading: RecordReading = {
  place: { member: 'items', marker: 'ts' },
  idField: 'activity_id',
  repeats: false,
  read: normaliseActivity,
};

/** Source: Duo's Admin API documentation, "Activity Logs" (version 2). */
const log: PagedLog = {
  path: '/admin/v2/logs/activity',
  reading,
  most: 1_000,
  offsetParameter: 'next_offset',
  sortable: true,
  offsetField: 'activity_id',
};

export const ACTIVITY: DuoStream = {
  id: 'activity',
  reading,
  fetchPage: (call) => fetchPagedLog(log, call),
};
