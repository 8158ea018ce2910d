import type { StandingEvent } from '@/domain/detection/reconcile';
import type { Transaction } from '@/server/data/database';
import {
  eventIdOf,
  type EvidenceRecord,
  type EventWrite,
  insertEvidence,
  writeEvents,
} from '@/server/data/events/identity-events';
import { type RestsOn, unkeptEvidence } from '@/server/data/people/person-signals';

/**
 * Writes and ends events, and keeps the records they rest on.
 *
 * @param texts raw records by signal key; those of an earlier version are kept already
 */
export async function storeEvents(
  accountId: string,
  tx: Transaction,
  stream: string,
  writes: readonly EventWrite[],
  retract: readonly StandingEvent[],
  texts: ReadonlyMap<string, string>,
  now: number,
): Promise<void> {
  await writeEvents(accountId, tx, writes, retract, now);
  await insertEvidence(accountId, tx, evidenceOf(accountId, stream, writes, texts));
}

/** The records of one stream that events rest on, of those whose text is at hand. */
function evidenceOf(
  accountId: string,
  stream: string,
  writes: readonly EventWrite[],
  texts: ReadonlyMap<string, string>,
): EvidenceRecord[] {
  return restingOn(accountId, writes).flatMap((one) => {
    const text = texts.get(one.signalKey);
    return text === undefined ? [] : [{ ...one, stream, text }];
  });
}

function restingOn(accountId: string, writes: readonly EventWrite[]): RestsOn[] {
  return writes.flatMap(({ found }) => {
    const eventId = eventIdOf(accountId, found);
    const sources = new Map(found.candidate.sources.map((source) => [source.signalKey, source]));
    return [...sources.values()].map(({ signalKey, occurredAt }) => ({ eventId, signalKey, occurredAt }));
  });
}

/** Keeps the stored sign-ins of a person that events rest on, and registrations that other logs tell of. */
export async function keepSignIns(
  accountId: string,
  tx: Transaction,
  personId: string,
  writes: readonly EventWrite[],
): Promise<void> {
  for await (const records of unkeptEvidence(accountId, tx, personId, restingOn(accountId, writes)))
    await insertEvidence(accountId, tx, records);
}
