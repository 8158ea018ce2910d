import type { AuthenticationSignal, Candidate } from '@/domain/detection/candidate';
import { mergeCandidates } from '@/domain/detection/merge-candidates';
import { type Reconciliation, reconcile } from '@/domain/detection/reconcile';
import { detectUserRisk } from '@/domain/detection/user-risk';
import type { StreamRecord } from '@/domain/stream-record';
import type { Transaction } from '@/server/data/database';
import { standingByAnchor } from '@/server/data/events/identity-events';
import { assessmentsAround, peopleWithLaterLowTrust } from '@/server/data/signals/signals';

const DAY_MS = 86_400_000;

export interface RiskReconciliation extends Reconciliation {
  /** Records the events rest on that are not in the page, by signal key. */
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * `user_risk_changed` over the days that new records touch. A late record may move or undo a fall of trust that an
 * earlier page saw, so whole days are looked at again; the result does not depend on the order of arrival.
 */
export async function reconcileUserRisk(
  accountId: string,
  tx: Transaction,
  signals: readonly { personId: string; signal: AuthenticationSignal }[],
  readStored: (text: string, occurredAt: number) => StreamRecord | null,
): Promise<RiskReconciliation> {
  const touched = await touchedPeople(accountId, tx, signals);
  if (touched.people.length === 0) return { write: [], retract: [], texts: new Map() };
  const from = Math.floor(touched.from / DAY_MS) * DAY_MS;
  const to = (Math.floor(touched.to / DAY_MS) + 1) * DAY_MS;
  const rows = await assessmentsAround(accountId, tx, touched.people, from, to);
  const bySource = new Map<string, { personId: string; own: AuthenticationSignal[] }>();
  const texts = new Map<string, string>();
  const days = new Map<string, { personId: string; kind: string; anchor: string }>();
  for (const row of rows) {
    const record = readStored(row.text, row.occurredAt);
    if (record?.kind !== 'authentication') continue;
    const source = `${row.personId} ${row.integrationId}`;
    const own = bySource.get(source)?.own ?? [];
    own.push({ signalKey: row.signalKey, record: record.authentication });
    bySource.set(source, { personId: row.personId, own });
    texts.set(row.signalKey, row.text);
    const anchor = `day:${new Date(row.occurredAt).toISOString().slice(0, 10)}`;
    if (row.occurredAt >= from) {
      days.set(`${row.personId} ${anchor}`, { personId: row.personId, kind: 'user_risk_changed', anchor });
    }
  }
  // Each integration trusts a person by itself: a low assessment here is no fall from a normal one there.
  const byPerson = new Map<string, Candidate[]>();
  for (const { personId, own } of bySource.values()) {
    const candidates = detectUserRisk(own).filter((candidate) => candidate.occurredAt >= from);
    byPerson.set(personId, [...(byPerson.get(personId) ?? []), ...candidates]);
  }
  const found = [...byPerson].flatMap(([personId, candidates]) =>
    mergeCandidates(candidates).map((candidate) => ({ personId, candidate })),
  );
  const standing = await standingByAnchor(accountId, tx, [...days.values()]);
  return { ...reconcile(found, standing), texts };
}

/** Only a LOW assessment or a lock-out can raise or move the event; a NORMAL one only where a LOW one follows. */
async function touchedPeople(
  accountId: string,
  tx: Transaction,
  signals: readonly { personId: string; signal: AuthenticationSignal }[],
): Promise<{ people: string[]; from: number; to: number }> {
  const relevant = signals.filter(
    ({ signal: { record } }) => record.trust !== null || record.reason === 'locked_out',
  );
  const people = new Set<string>();
  const earliest = new Map<string, number>();
  for (const { personId, signal } of relevant) {
    if (signal.record.trust?.level === 'LOW' || signal.record.reason === 'locked_out') people.add(personId);
    earliest.set(personId, Math.min(earliest.get(personId) ?? Infinity, signal.record.occurredAt));
  }
  for (const personId of await peopleWithLaterLowTrust(accountId, tx, earliest)) people.add(personId);
  const times = relevant
    .filter(({ personId }) => people.has(personId))
    .map(({ signal }) => signal.record.occurredAt);
  return { people: [...people], from: Math.min(...times), to: Math.max(...times) };
}
