import type { Evidence } from '@/domain/views/person';
import type { Transaction } from '@/server/data/database';
import { listEvidenceRows, sourcesOfEvidence } from '@/server/data/events/event-list';
import { AUTHENTICATION } from '@/server/data/signals/authentication-signals';
import { unpackRecord } from '@/server/data/signals/raw-codec';
import { streamLabel, streamName } from '@/server/data/signals/signals';
import { type Actor, actorMay, areNamesWithheldFrom } from '@/server/services/actor';

/**
 * The records that an event rests on, oldest first; whole where the actor may open raw records. Records of earlier
 * versions are kept as well; those that this version no longer rests on prove nothing of it.
 */
export async function presentEvidence(
  accountId: string,
  tx: Transaction,
  actor: Actor,
  eventId: string,
  sources: readonly { readonly signalKey: string }[],
): Promise<Evidence[]> {
  const mayOpen = actorMay(actor, 'signals:read') && !areNamesWithheldFrom(actor);
  const keys = new Set(sources.map(({ signalKey }) => signalKey));
  const records = (await listEvidenceRows(accountId, tx, eventId))
    .map((record) => ({ ...record, key: Buffer.from(record.signalKey).toString('hex') }))
    .filter(({ key }) => keys.has(key));
  const signIns = records.filter(({ stream }) => streamName(stream) === AUTHENTICATION);
  const signals = mayOpen ? await sourcesOfEvidence(accountId, tx, signIns) : new Map<string, never>();
  return records.map((record) => ({
    key: record.key,
    stream: streamName(record.stream),
    label: streamLabel(record.stream),
    occurredAt: record.occurredAt.toISOString(),
    ip: signals.get(record.key)?.ip ?? null,
    country: signals.get(record.key)?.country ?? null,
    application: signals.get(record.key)?.application ?? null,
    sha256: Buffer.from(record.sha256).toString('hex'),
    record: mayOpen ? unpackRecord({ dictionary: record.dictionary, bytes: record.raw }) : null,
  }));
}
