import type { AccountFigures } from '@/domain/directory';
import type { FetchPageResult } from '@/server/connectors/connector';
import type { DuoAnswer, DuoPayload } from '@/server/connectors/cisco-duo/client';
import type { DuoStream, StreamCall } from '@/server/connectors/cisco-duo/duo-stream';
import { FieldReader } from '@/server/connectors/field-reader';
import { isJsonObject, type JsonObject } from '@/server/connectors/json-value';

const DAY_MS = 24 * 60 * 60_000;

/** A day is closed when Duo shows its last records, too: it hides what is younger than two minutes. */
const HIDDEN_MS = 5 * 60_000;

/**
 * What Duo says of the whole account. Source: Duo's Admin API documentation, "Account Info" and "Settings". Only the
 * summary must be readable; what else is refused is null.
 */
export const SUMMARY: DuoStream = { id: 'summary', reading: null, fetchPage: fetchFigures };

async function fetchFigures(call: StreamCall): Promise<FetchPageResult> {
  const to = Math.floor((call.now - HIDDEN_MS) / DAY_MS) * DAY_MS;
  const from = to - DAY_MS;
  const summary = await ask(call, '/admin/v1/info/summary');
  if (!summary.ok) return summary;
  const attempts = await ask(call, '/admin/v1/info/authentication_attempts', {
    mintime: String(from / 1000),
    maxtime: String(to / 1000 - 1),
  });
  if (!attempts.ok && attempts.error.class !== 'capability') return attempts;
  const settings = await ask(call, '/admin/v1/settings');
  // A refusal is an answer; any other fault is one that the next attempt may not meet.
  if (!settings.ok && settings.error.class !== 'capability') return settings;
  const figures: AccountFigures = {
    ...readSummary(objectOf(summary.value.response)),
    retentionDays: settings.ok ? readRetention(objectOf(settings.value.response)) : null,
    attempts: attempts.ok ? readAttempts(objectOf(attempts.value.response), from, to) : null,
  };
  return {
    ok: true,
    records: [],
    rejected: [],
    nextOffset: null,
    total: null,
    vendorDate: summary.dateHeader,
    requests: summary.requests + attempts.requests + settings.requests,
    bytes: 0,
    figures,
  };
}

function ask(
  { client, keys, request: { signal } }: StreamCall,
  path: string,
  params: Readonly<Record<string, string>> = {},
): Promise<DuoAnswer<DuoPayload>> {
  return client.getJson({ keys, path, params, signal });
}

/** Size and edition of the account, each null where Duo does not say. */
export function readSummary(response: JsonObject): Omit<AccountFigures, 'retentionDays' | 'attempts'> {
  const fields = new FieldReader();
  return {
    edition: fields.detail(response['edition'])?.slice(0, 100) ?? null,
    users: fields.count(response['user_count']),
    usersPendingDeletion: fields.count(response['user_pending_deletion_count']),
    administrators: fields.count(response['admin_count']),
    applications: fields.count(response['integration_count']),
    telephonyCredits: fields.count(response['telephony_credits_remaining']),
  };
}

/** Days that Duo keeps its logs; null for ever. */
function readRetention(response: JsonObject): number | null {
  const days = new FieldReader().count(response['log_retention_days']);
  return days === 0 ? null : days;
}

/** The counts stand in an object of their own, or at once; a word that is missing counts nothing. */
function readAttempts(response: JsonObject, from: number, to: number): AccountFigures['attempts'] {
  const fields = new FieldReader();
  const inner = response['authentication_attempts'];
  const counts = isJsonObject(inner) ? inner : response;
  const names = ['SUCCESS', 'FAILURE', 'FRAUD', 'ERROR'] as const;
  if (names.every((name) => fields.count(counts[name]) === null)) return null;
  const [success = 0, failure = 0, fraud = 0, error = 0] = names.map(
    (name) => fields.count(counts[name]) ?? 0,
  );
  return { from, to, success, failure, fraud, error };
}

function objectOf(response: unknown): JsonObject {
  return isJsonObject(response) ? response : {};
}
