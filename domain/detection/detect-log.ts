import { type AccountSignal, byPerson, detectAccount } from '@/domain/detection/derived/detect-account';
import type { Geography } from '@/domain/detection/derived/geography';
import { registrationOf } from '@/domain/detection/derived/registration-act';
import type { Thresholds } from '@/domain/detection/derived/thresholds';
import { detectRecord } from '@/domain/detection/detect-record';
import { mergeCandidates } from '@/domain/detection/merge-candidates';
import type { FoundEvent } from '@/domain/detection/reconcile';
import { detectUserRisk } from '@/domain/detection/user-risk';
import type { StreamRecord } from '@/domain/stream-record';

/** One record of a log. */
export interface LogSignal {
  readonly integrationId: string;
  /** The signal's key, in hex. */
  readonly signalKey: string;
  /** Null for a record about nobody. */
  readonly personId: string | null;
  readonly record: StreamRecord;
}

/**
 * Every identity event that whole logs support: what the vendor says, changes of its trust, and what is derived, merged
 * where they speak of one thing. The running system comes to the same, page by page.
 *
 * @param signals in any order, each once
 */
export function detectLog(
  signals: readonly LogSignal[],
  geography: Geography,
  thresholds: Thresholds,
): readonly FoundEvent[] {
  const authentications = signals.flatMap(authenticationOf);
  const verdicts = signals.flatMap(({ personId, integrationId, ...signal }) =>
    personId === null
      ? []
      : detectRecord(integrationId, signal).map((candidate): FoundEvent => ({ personId, candidate })),
  );
  const risks = [...byPerson(authentications)].flatMap(([personId, own]) =>
    detectUserRisk(own).map((candidate): FoundEvent => ({ personId, candidate })),
  );
  const reported = mergeByPerson([...verdicts, ...risks]);
  return detectAccount(authentications, geography, thresholds, reported, signals.flatMap(registered));
}

function authenticationOf({ record, ...signal }: LogSignal): AccountSignal[] {
  return record.kind === 'authentication'
    ? [{ ...signal, record: record.authentication, isHistory: false }]
    : [];
}

function registered({ personId, ...signal }: LogSignal): AccountSignal[] {
  const found = personId === null ? null : registrationOf({ ...signal, isHistory: false });
  return found === null ? [] : [{ ...found, personId }];
}

function mergeByPerson(events: readonly FoundEvent[]): FoundEvent[] {
  return [...byPerson(events)].flatMap(([personId, own]) =>
    mergeCandidates(own.map(({ candidate }) => candidate)).map((candidate) => ({ personId, candidate })),
  );
}
