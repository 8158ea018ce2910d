import type { OfflineEnrollmentRecord } from '@/domain/stream-record';
import { membersOf, readAction } from '@/server/connectors/cisco-duo/read-party';
import { readTime } from '@/server/connectors/cisco-duo/read-time';
import { NO_COLUMNS, type ReadRecord } from '@/server/connectors/cisco-duo/record-reading';
import { FieldReader } from '@/server/connectors/field-reader';
import type { JsonObject } from '@/server/connectors/json-value';

/**
 * Reads one raw record of `/admin/v1/logs/offline_enrollment`: a person's computer was enrolled for, or removed from,
 * signing in without a network. Never throws. Source: Duo's Admin API documentation, "Offline Enrollment Logs".
 */
export function normaliseOfflineEnrollment(raw: JsonObject, now: number): ReadRecord {
  const fields = new FieldReader();
  const time = readTime(raw, now);
  if (!time.ok) return time;
  const { occurredAt } = time;
  const told = membersOf(raw['description']);
  const record: OfflineEnrollmentRecord = {
    kind: 'offline_enrollment',
    occurredAt,
    action: readAction(fields, raw['action']),
    username: fields.identity(raw['username'], 'username'),
    application: fields.meaning(raw['object'], 'object'),
    hostname: fields.detail(told['hostname']),
    factor: fields.detail(told['factor']),
  };
  const { username, application, factor, action } = record;
  if (fields.fault !== null) return { ok: false, ...fields.fault };
  const person = username === null ? null : { key: null, username, email: null, groups: null };
  const columns = { ...NO_COLUMNS, username, application, factor, action };
  return { ok: true, meaning: { occurredAt, concernsAt: occurredAt, person, columns, record } };
}
