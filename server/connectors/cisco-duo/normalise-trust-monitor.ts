import type { AuthenticationRecord } from '@/domain/authentication-record';
import { groupName } from '@/domain/group-name';
import type { NamedParty, TrustMonitorRecord } from '@/domain/stream-record';
import type { NamedPerson } from '@/server/connectors/connector';
import {
  normaliseAuthentication,
  type Normalised,
} from '@/server/connectors/cisco-duo/normalise-authentication';
import { readParty } from '@/server/connectors/cisco-duo/read-party';
import { readMoment, readTime, SURFACED_TIMES } from '@/server/connectors/cisco-duo/read-time';
import { NO_COLUMNS, type ReadRecord } from '@/server/connectors/cisco-duo/record-reading';
import { FieldReader } from '@/server/connectors/field-reader';
import { isJsonObject, type JsonObject } from '@/server/connectors/json-value';

const MOST_EXPLANATIONS = 50;

/**
 * Reads one raw event of `/admin/v1/trust_monitor/events`. It happened when it was surfaced; what it is about may be
 * older. Never throws. Source: Duo's Admin API documentation, "Trust Monitor".
 */
export function normaliseTrustMonitor(raw: JsonObject, now: number): ReadRecord {
  const fields = new FieldReader();
  const time = readTime(raw, now, SURFACED_TIMES);
  if (!time.ok) return time;
  const { occurredAt } = time;
  const surfaced = readSurfaced(fields, raw['surfaced_auth'], now);
  if (surfaced?.ok === false && !saysNothing(surfaced)) {
    return { ok: false, reason: surfaced.reason, detail: `surfaced_auth: ${surfaced.detail}` };
  }
  const authentication = surfaced?.ok === true ? surfaced.record : null;
  const type = fields.meaning(raw['type'], 'type');
  if (type === null) fields.wrongType('type', 'a text', raw['type']);
  const record: TrustMonitorRecord = {
    kind: 'trust_monitor',
    occurredAt,
    type: type ?? '',
    state: fields.detail(raw['state']),
    stateUpdatedAt: readMoment(raw['state_updated_timestamp'], 'ms', now),
    interesting: raw['triaged_as_interesting'] === true,
    priority: raw['priority_event'] === true,
    priorityReasons: readNames(fields, raw['priority_reasons'], (reason) =>
      [fields.detail(reason['type']), fields.detail(reason['label'])]
        .filter((word) => word !== null)
        .join(': '),
    ),
    explanations: readNames(fields, raw['explanations'], (given) => fields.detail(given['type'])),
    authentication,
    enabledBy: readParty(fields, raw['enabled_by'], 'enabled_by'),
    enabledFor: readParty(fields, raw['enabled_for'], 'enabled_for'),
    enabledAt: readMoment(raw['bypass_status_enabled'], 'ms', now),
  };
  const person = personOf(fields, authentication, record.enabledFor, raw['enabled_for']);
  if (fields.fault !== null) return { ok: false, ...fields.fault };
  const instants = [occurredAt, authentication?.occurredAt, record.enabledAt];
  return {
    ok: true,
    meaning: {
      occurredAt,
      concernsAt: Math.min(...instants.filter((instant) => typeof instant === 'number')),
      person,
      columns: columnsOf(record, person),
      record,
    },
  };
}

function readSurfaced(fields: FieldReader, value: unknown, now: number): Normalised | null {
  const raw = fields.object(value, 'surfaced_auth');
  return raw === null ? null : normaliseAuthentication(raw, now);
}

/** A sign-in without a person or a time tells nothing; the event around it still does. */
function saysNothing(read: Normalised): boolean {
  return !read.ok && (read.reason === 'missing_user' || read.reason === 'missing_time');
}

/** The names in a list of objects or of texts, each once. */
function readNames(
  fields: FieldReader,
  value: unknown,
  nameOf: (given: JsonObject) => string | null,
): readonly string[] {
  if (!Array.isArray(value)) return [];
  const given: readonly unknown[] = value.slice(0, MOST_EXPLANATIONS);
  const names = given.map((one) => (isJsonObject(one) ? nameOf(one) : fields.detail(one)));
  return [...new Set(names.filter((name) => name !== null && name !== ''))].filter((name) => name !== null);
}

/** The one who signed in, else the one who may now sign in without a second factor. */
function personOf(
  fields: FieldReader,
  authentication: AuthenticationRecord | null,
  enabledFor: NamedParty | null,
  raw: unknown,
): NamedPerson | null {
  if (authentication !== null) {
    const { userKey: key, userName: username, email, groups } = authentication;
    if (key === null) return null;
    return { key, username, email: email?.toLowerCase() ?? null, groups: groups.map(groupName) };
  }
  const key = enabledFor?.key ?? null;
  const username = fields.identity(isJsonObject(raw) ? raw['name'] : raw, 'enabled_for.name');
  return key === null && username === null ? null : { key, username, email: null, groups: null };
}

function columnsOf(record: TrustMonitorRecord, person: NamedPerson | null) {
  const { authentication } = record;
  const rest = { ...NO_COLUMNS, action: record.type, actor: record.enabledBy?.name ?? null };
  if (authentication === null) return { ...rest, username: person?.username ?? null };
  return {
    ...rest,
    username: authentication.userName,
    txid: authentication.txid,
    result: authentication.result,
    reason: authentication.reason,
    factor: authentication.factor,
    application: authentication.applicationName,
    ip: authentication.access.ip,
    country: authentication.access.country,
  };
}
