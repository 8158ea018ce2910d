import type { RejectionReason } from '@/server/connectors/connector';
import type { JsonObject } from '@/server/connectors/json-value';

const DAY_MS = 24 * 60 * 60_000;

/** Times further back or ahead than this are not believed; partitions exist for what lies between. */
export const OLDEST_MS = 400 * DAY_MS;
export const NEWEST_MS = DAY_MS;

export type ReadTime =
  | { readonly ok: true; readonly occurredAt: number }
  | { readonly ok: false; readonly reason: RejectionReason; readonly detail: string };

/** When a record happened, in epoch milliseconds: from `isotimestamp`, else from `timestamp` in whole seconds. */
export function readTime(raw: JsonObject, now: number): ReadTime {
  const occurredAt = parseIsoTimestamp(raw['isotimestamp']) ?? parseSeconds(raw['timestamp']);
  if (occurredAt === null) {
    return {
      ok: false,
      reason: 'missing_time',
      detail: 'The record has no readable time in isotimestamp or timestamp.',
    };
  }
  if (occurredAt < now - OLDEST_MS || occurredAt > now + NEWEST_MS) {
    return {
      ok: false,
      reason: 'time_out_of_range',
      detail: `The time of the record, ${describe(occurredAt)}, is more than 400 days past or a day ahead.`,
    };
  }
  return { ok: true, occurredAt };
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

function parseSeconds(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? Math.round(value * 1000) : null;
}

function describe(time: number): string {
  return Math.abs(time) <= 8.64e15 ? new Date(time).toISOString() : `${time} ms`;
}
