import { isIP } from 'node:net';
import { REPORTABLE_KINDS } from '@/domain/detection/reported-event';
import type { ReportedEventRecord } from '@/domain/stream-record';
import type { NamedPerson, RejectionReason } from '@/server/connectors/connector';
import { FieldReader } from '@/server/connectors/field-reader';
import type { JsonObject } from '@/server/connectors/json-value';

const DAY_MS = 86_400_000;

/** Events further back are refused, as of every source; a sender's clock may be ahead by as much as its signature's. */
const OLDEST_MS = 400 * DAY_MS;
const AHEAD_MS = 300_000;

const OUTCOMES = ['approved', 'refused', 'unknown'] as const;

export type ReadEvent =
  | {
      readonly ok: true;
      readonly record: ReportedEventRecord;
      readonly person: NamedPerson;
      /** The reporter's own id of the authentication that it is about, where it gives one in `details.txid`. */
      readonly txid: string | null;
    }
  | { readonly ok: false; readonly reason: RejectionReason; readonly detail: string; readonly field: string };

/**
 * Reads one event of a delivery by the schema of `docs/webhook.md`; never throws.
 *
 * @param now epoch milliseconds: an event is not from after it
 * @param reporter who reports, unless the event names its own source
 */
export function readEvent(raw: JsonObject, now: number, reporter: string): ReadEvent {
  const reader = new FieldReader();
  const eventId = required(reader, raw, 'id');
  const eventKind = kindOf(reader, raw['kind']);
  const occurredAt = instantOf(reader, raw['occurredAt'], now);
  const person = personOf(reader, raw['person']);
  const outcome = outcomeOf(reader, raw['outcome']);
  const confidence = confidenceOf(reader, raw['confidence']);
  const ip = ipOf(reader, raw['ip']);
  const country = plain(reader.meaning(raw['country'], 'country'));
  const source = plain(reader.meaning(raw['source'], 'source'));
  const description = plain(reader.meaning(raw['description'], 'description'));
  const details = reader.object(raw['details'], 'details');
  if (reader.fault !== null) return { ok: false, ...reader.fault };
  if (eventId === null || eventKind === undefined || occurredAt === null || person === null)
    return { ok: false, reason: 'missing_field', detail: 'The event is incomplete.', field: 'event' };
  return {
    ok: true,
    record: {
      kind: 'reported_event',
      occurredAt,
      eventId,
      eventKind,
      outcome,
      confidence,
      reporter: source ?? reporter,
      description,
      ip,
      country,
    },
    person,
    txid: reader.detail(details?.['txid']),
  };
}

function required(reader: FieldReader, raw: JsonObject, name: string): string | null {
  const text = reader.identity(raw[name], name);
  if (text === null) reader.report(name, 'missing_field', `${name} is missing. Give it as a text.`);
  return text;
}

function kindOf(reader: FieldReader, value: unknown): ReportedEventRecord['eventKind'] | undefined {
  const text = reader.identity(value, 'kind');
  const kind = REPORTABLE_KINDS.find((known) => known === text);
  if (text === null)
    reader.report('kind', 'missing_field', 'kind is missing. Give one, as in leaked_password.');
  else if (kind === undefined)
    reader.report(
      'kind',
      'wrong_value',
      'kind is none that may be reported. Give one of the list in the guide, as in leaked_password.',
    );
  return kind;
}

const INSTANT = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:[Zz]|[+-]\d\d:\d\d)$/;

/** Epoch milliseconds. The zone is asked for, because a time without one is somebody's guess. */
function instantOf(reader: FieldReader, value: unknown, now: number): number | null {
  const text = reader.identity(value, 'occurredAt');
  if (text === null) {
    reader.report('occurredAt', 'missing_time', 'occurredAt is missing. Give it as in 2026-11-01T08:30:00Z.');
    return null;
  }
  // Beyond milliseconds not every form is read alike.
  const instant = INSTANT.test(text)
    ? Date.parse(
        text
          .toUpperCase()
          .replace(' ', 'T')
          .replace(/(\.\d{3})\d+/, '$1'),
      )
    : NaN;
  if (Number.isNaN(instant)) {
    const detail = 'occurredAt is not a time with a zone. Give it as in 2026-11-01T08:30:00Z.';
    reader.report('occurredAt', 'missing_time', detail);
    return null;
  }
  if (instant > now + AHEAD_MS || instant < now - OLDEST_MS) {
    const side = instant > now ? 'in the future' : 'more than 400 days ago';
    const detail = `occurredAt is ${side}. Give the time at which it happened.`;
    reader.report('occurredAt', 'time_out_of_range', detail);
  }
  return instant;
}

/** Whom it is about. An address alone is a key of its own: it must not take the place of a person's username. */
function personOf(reader: FieldReader, value: unknown): NamedPerson | null {
  const named = reader.object(value, 'person');
  const key = reader.identity(named?.['key'], 'person.key');
  const username = reader.identity(named?.['username'], 'person.username');
  const email = reader.identity(named?.['email'], 'person.email');
  if (key === null && username === null && email === null) {
    const detail = 'person names nobody. Give email, username or key.';
    reader.report('person', 'missing_user', detail);
    return null;
  }
  if (email !== null && !/^[^\s@]{1,64}@[^\s@]{1,190}$/.test(email))
    reader.report(
      'person.email',
      'wrong_value',
      'person.email is no e-mail address. Correct or leave it out.',
    );
  const ownKey = key ?? (username === null && email !== null ? `email:${email.toLowerCase()}` : null);
  return { key: ownKey, username, email, groups: null };
}

function outcomeOf(reader: FieldReader, value: unknown): ReportedEventRecord['outcome'] {
  const text = reader.identity(value, 'outcome') ?? 'unknown';
  const outcome = OUTCOMES.find((known) => known === text);
  if (outcome === undefined)
    reader.report('outcome', 'wrong_value', 'outcome must be approved, refused or unknown, or left out.');
  return outcome ?? 'unknown';
}

function confidenceOf(reader: FieldReader, value: unknown): number {
  if (value === undefined || value === null) return 1;
  if (typeof value !== 'number') reader.wrongType('confidence', 'a number', value);
  else if (value > 0 && value <= 1) return value;
  else {
    const detail = 'confidence must be above 0 and at most 1, or left out for 1.';
    reader.report('confidence', 'wrong_value', detail);
  }
  return 1;
}

function ipOf(reader: FieldReader, value: unknown): string | null {
  const text = reader.identity(value, 'ip');
  // A zone index belongs to one machine, and is no part of an address.
  if (text !== null && (isIP(text) === 0 || text.includes('%')))
    reader.report('ip', 'wrong_value', 'ip is no IPv4 or IPv6 address. Correct or leave it out.');
  return text;
}

/** Text of another system in one line, as sentences and tables show it. */
function plain(text: string | null): string | null {
  const line = text?.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line === undefined || line === '' ? null : line;
}
