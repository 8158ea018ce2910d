import type { TelephonyRecord } from '@/domain/stream-record';
import { NEW_TIMES, readTime } from '@/server/connectors/cisco-duo/read-time';
import { NO_COLUMNS, type ReadRecord } from '@/server/connectors/cisco-duo/record-reading';
import { FieldReader } from '@/server/connectors/field-reader';
import type { JsonObject } from '@/server/connectors/json-value';

/**
 * Reads one raw record of `/admin/v2/logs/telephony`. It names a telephone and nobody. Never throws. Source: Duo's
 * Admin API documentation, "Telephony Logs".
 */
export function normaliseTelephony(raw: JsonObject, now: number): ReadRecord {
  const fields = new FieldReader();
  const time = readTime(raw, now, NEW_TIMES);
  if (!time.ok) return time;
  const { occurredAt } = time;
  const record: TelephonyRecord = {
    kind: 'telephony',
    occurredAt,
    type: fields.meaning(raw['type'], 'type'),
    context: fields.detail(raw['context']),
    phone: fields.detail(raw['phone']),
    credits: fields.count(raw['credits']),
  };
  const columns = { ...NO_COLUMNS, txid: fields.identity(raw['txid'], 'txid'), action: record.type };
  if (fields.fault !== null) return { ok: false, ...fields.fault };
  return { ok: true, meaning: { occurredAt, concernsAt: occurredAt, person: null, columns, record } };
}
