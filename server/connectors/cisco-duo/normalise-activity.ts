import type { ActivityRecord, NamedParty } from '@/domain/stream-record';
import type { NamedPerson } from '@/server/connectors/connector';
import { readAddress } from '@/server/connectors/cisco-duo/normalise-authentication';
import { readAction, readParty } from '@/server/connectors/cisco-duo/read-party';
import { NEW_TIMES, readTime } from '@/server/connectors/cisco-duo/read-time';
import { NO_COLUMNS, type ReadRecord } from '@/server/connectors/cisco-duo/record-reading';
import { FieldReader } from '@/server/connectors/field-reader';
import { isJsonObject, type JsonObject } from '@/server/connectors/json-value';

/**
 * Reads one raw record of `/admin/v2/logs/activity`: what was done, by whom, to what. It is about a person where its
 * target is one, whoever acted, and else about somebody who acts for themselves. Never throws. Source: Duo's Admin API documentation, "Activity Logs".
 */
export function normaliseActivity(raw: JsonObject, now: number): ReadRecord {
  const fields = new FieldReader();
  const time = readTime(raw, now, NEW_TIMES);
  if (!time.ok) return time;
  const { occurredAt } = time;
  const action = readAction(fields, raw['action']);
  const actor = readParty(fields, raw['actor'], 'actor');
  const target = readParty(fields, raw['target'], 'target');
  const outcome = isJsonObject(raw['outcome']) ? raw['outcome']['result'] : raw['outcome'];
  const result = fields.detail(outcome)?.toLowerCase() ?? null;
  const device = isJsonObject(raw['access_device']) ? raw['access_device'] : {};
  const place = isJsonObject(device['location']) ? device['location'] : {};
  const country = fields.detail(place['country']);
  const person = personOf(fields, target, raw['target']) ?? themselves(fields, actor, raw['actor']);
  const record: ActivityRecord = {
    kind: 'activity',
    occurredAt,
    action,
    actor,
    target,
    succeeded: result === 'success' ? true : result === 'failure' ? false : null,
    ip: readAddress(device['ip']),
    country: country === '-' ? null : country,
    targetDetails: isJsonObject(raw['target']) ? fields.free(raw['target']['details']) : null,
    oldTargetDetails: isJsonObject(raw['old_target']) ? fields.free(raw['old_target']['details']) : null,
  };
  const application = isJsonObject(raw['application']) ? raw['application']['name'] : raw['application'];
  const columns = {
    ...NO_COLUMNS,
    username: person?.username ?? null,
    result,
    application: fields.detail(application),
    ip: record.ip,
    country: record.country,
    action,
    actor: actor?.name ?? null,
  };
  if (fields.fault !== null) return { ok: false, ...fields.fault };
  return { ok: true, meaning: { occurredAt, concernsAt: occurredAt, person, columns, record } };
}

/** Somebody in the self-service portal, where what they did it to is no person: their phone, their key. */
function themselves(fields: FieldReader, actor: NamedParty | null, raw: unknown): NamedPerson | null {
  if (actor?.type?.toLowerCase() !== 'user') return null;
  const username = fields.identity(isJsonObject(raw) ? raw['name'] : raw, 'actor.name');
  return actor.key === null && username === null
    ? null
    : { key: actor.key, username, email: null, groups: null };
}

/** Duo's keys of users begin so; what the key of a bypass is, its documentation does not say. */
const USER_KEY = /^DU[A-Z0-9]/;

function personOf(fields: FieldReader, target: NamedParty | null, raw: unknown): NamedPerson | null {
  const type = target?.type?.toLowerCase();
  if (target === null || (type !== 'user' && type !== 'user_bypass')) return null;
  const username = fields.identity(isJsonObject(raw) ? raw['name'] : raw, 'target.name');
  const key = type === 'user' || USER_KEY.test(target.key ?? '') ? target.key : null;
  return key === null && username === null ? null : { key, username, email: null, groups: null };
}
