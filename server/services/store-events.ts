import type { StandingEvent } from '@/domain/detection/reconcile';
import type { Transaction } from '@/server/data/database';
import {
  eventIdOf,
  type EvidenceRecord,
  type EventWrite,
  insertEvidence,
  writeEvents,
} from '@/server/data/identity-events';

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
export function evidenceOf(
  accountId: string,
  stream: string,
  writes: readonly EventWrite[],
  texts: ReadonlyMap<string, string>,
): EvidenceRecord[] {
  return writes.flatMap(({ found }) => {
    const eventId = eventIdOf(accountId, found);
    const sources = new Map(found.candidate.sources.map((source) => [source.signalKey, source]));
    return [...sources.values()].flatMap(({ signalKey, occurredAt }) => {
      const text = texts.get(signalKey);
      return text === undefined ? [] : [{ eventId, signalKey, stream, occurredAt, text }];
    });
  });
}
