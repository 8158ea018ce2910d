import type { DuoStream } from '@/server/connectors/cisco-duo/duo-stream';
import { normaliseTelephony } from '@/server/connectors/cisco-duo/normalise-telephony';
import { fetchPagedLog, type PagedLog } from '@/server/connectors/cisco-duo/paged-log';
import type { RecordReading } from '@/server/connectors/cisco-duo/record-reading';

const reading: RecordReading = {
  place: { member: 'items', marker: 'ts' },
  idField: 'telephony_id',
  repeats: false,
  read: normaliseTelephony,
};

/** Source: Duo's Admin API documentation, "Telephony Logs" (version 2). */
const log: PagedLog = {
  path: '/admin/v2/logs/telephony',
  reading,
  most: 1_000,
  offsetParameter: 'next_offset',
  sortable: true,
  offsetField: 'telephony_id',
};

export const TELEPHONY: DuoStream = {
  id: 'telephony',
  reading,
  fetchPage: (call) => fetchPagedLog(log, call),
};
