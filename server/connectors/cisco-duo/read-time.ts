import type { RejectionReason } from '@/server/connectors/connector';
import type { JsonObject } from '@/server/connectors/json-value';

const DAY_MS = 24 * 60 * 60_000;

/** Times further back or ahead than this are not believed; partitions exist for what lies between. */
const OLDEST_MS = 400 * DAY_MS;
const NEWEST_MS = DAY_MS;

export type ReadTime =
  | { readonly ok: true; readonly occurredAt: number }
  | { readonly ok: false; readonly reason: RejectionReason; readonly detail: string };

/** A member that tells when a record happened, and its unit. */
type TimeField = readonly [name: string, unit: 'iso' | 's' | 'ms'];

/** Logs of version 1, and the authentication log. */
const OLD_TIMES: readonly TimeField[] = [
  ['isotimestamp', 'iso'],
  ['timestamp', 's'],
];

/** The newer logs of version 2. */
export const NEW_TIMES: readonly TimeField[] = [['ts', 'iso'], ...OLD_TIMES];

/** Trust Monitor. */
export const SURFACED_TIMES: readonly TimeField[] = [['surfaced_timestamp', 'ms']];

/** When a record happened, in epoch milliseconds, from the first of the members that can be read. */
export function readTime(raw: JsonObject, now: number, members = OLD_TIMES): ReadTime {
  const times = members.map(([name, unit]) => readInstant(raw[name], unit));
  const occurredAt = times.find((time) => time !== null) ?? null;
  if (occurredAt === null) {
    const names = members.map(([name]) => name).join(' or ');
    return { ok: false, reason: 'missing_time', detail: `The record has no readable time in ${names}.` };
  }
  if (!isBelieved(occurredAt, now)) {
    return {
      ok: false,
      reason: 'time_out_of_range',
      detail: `The time of the record, ${describe(occurredAt)}, is more than 400 days past or a day ahead.`,
    };
  }
  return { ok: true, occurredAt };
}

/** An instant beside the record's own, in epoch milliseconds; null where there is none that is believed. */
export function readMoment(value: unknown, unit: 'iso' | 's' | 'ms', now: number): number | null {
  const time = readInstant(value, unit);
  return time !== null && isBelieved(time, now) ? time : null;
}

const YEAR_2100 = Date.UTC(2100, 0, 1);

/** A date, or a count of seconds or milliseconds since 1970, in epoch milliseconds; null where it is none. */
export function readFactTime(value: unknown): number | null {
  const time = typeof value === 'number' ? (value >= 1e11 ? value : value * 1000) : readInstant(value, 'iso');
  return time !== null && time > 0 && time < YEAR_2100 ? Math.round(time) : null;
}

/** An instant in epoch milliseconds, however long ago; null where it cannot be read. */
export function readInstant(value: unknown, unit: 'iso' | 's' | 'ms'): number | null {
  if (unit === 'iso') return parseIsoTimestamp(value) ?? parseEpochText(value);
  const count = typeof value === 'number' ? value : epochOf(value);
  return count === null || !Number.isFinite(count) ? null : Math.round(unit === 's' ? count * 1000 : count);
}

function isBelieved(time: number, now: number): boolean {
  return time >= now - OLDEST_MS && time <= now + NEWEST_MS;
}

const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$/;

/** Microseconds are cut to milliseconds. Without a zone it is UTC, as everywhere in Duo's logs. */
function parseIsoTimestamp(value: unknown): number | null {
  if (typeof value !== 'string' || value.length > 40) return null;
  const [, day, clock, fraction = '', zone = 'Z'] = ISO.exec(value) ?? [];
  if (day === undefined || clock === undefined) return null;
  const time = Date.parse(`${day}T${clock}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`);
  return Number.isNaN(time) ? null : time;
}

/** Where a date was expected, a count of 12 digits and more is one of milliseconds. */
function parseEpochText(value: unknown): number | null {
  const count = epochOf(value);
  return count === null ? null : Math.round(count >= 1e11 ? count : count * 1000);
}

function epochOf(value: unknown): number | null {
  return typeof value === 'string' && /^\d{9,14}(\.\d{1,9})?$/.test(value) ? Number(value) : null;
}

function describe(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : `${time} ms`;
}
