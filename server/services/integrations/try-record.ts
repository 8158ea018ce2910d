import { z } from 'zod';
import { CONNECTORS } from '@/domain/connectors/catalogue';
import type { Candidate } from '@/domain/detection/candidate';
import { detectPerson } from '@/domain/detection/derived/detect-person';
import { cutWords } from '@/domain/detection/derived/look-bound';
import { registrationOf } from '@/domain/detection/derived/registration-act';
import { remarksOn } from '@/domain/detection/derived/remarks';
import { isDerived } from '@/domain/detection/derived/said-of';
import { detectRecord } from '@/domain/detection/detect-record';
import { explain } from '@/domain/detection/explain';
import { mergeCandidates } from '@/domain/detection/merge-candidates';
import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import { Refusal } from '@/domain/refusal';
import type { StreamRecord } from '@/domain/stream-record';
import { triedRecordSchema } from '@/domain/views/detectors';
import type { FetchedRecord } from '@/server/connectors/connector';
import type { Transaction } from '@/server/data/database';
import { settingsHistory } from '@/server/data/detection/detector-settings';
import { personNamed } from '@/server/data/people/person-list';
import { planLooks } from '@/server/services/detection/plan-looks';
import { defineOperation } from '@/server/services/operation';
import { type Deriving, personHistories } from '@/server/services/people/person-histories';
import type { Runtime } from '@/server/services/runtime';

const LONGEST = 65_536;
/** The key of a record that is not stored. */
const TRIED = 'tried';
const STREAMS = [...new Set(CONNECTORS.flatMap(({ streams }) => streams.map(({ id }) => id)))];

/**
 * Runs one raw record through the detectors as they are set now, beside what is stored of its person, and says what it
 * would raise and what is known of its source. Nothing is stored.
 */
export const tryRecord = defineOperation({
  name: 'try-record',
  http: { method: 'POST', path: '/api/v1/detectors/try' },
  permission: 'signals:read',
  names: 'needed',
  input: z.object({
    record: z
      .string('record: paste one raw record, as the vendor sent it.')
      .trim()
      .min(2, 'record: paste one raw record, as the vendor sent it.')
      .max(LONGEST, 'record: use at most 65,536 characters.'),
    stream: z
      .enum(STREAMS, { error: `stream: choose one of ${STREAMS.join(', ')}.` })
      .default('authentication'),
  }),
  output: triedRecordSchema,
  audit: { none: 'Nothing is stored; what is read of the person is what their profile shows.' },
  effect: 'external',
  run: async ({ accountId, runtime, transaction, now }, { record: text, stream }) => {
    const fetched = readRecord(runtime, stream, text, now);
    const { record } = fetched;
    const reported = detectRecord(TRIED, { signalKey: TRIED, record });
    const named = fetched.person;
    const { person, derived } = await transaction(async (tx) => {
      const found = named === null ? null : await personNamed(accountId, tx, named);
      if (found === null) return { person: null, derived: null };
      const settings = await settingsHistory(accountId, tx);
      return { person: found, derived: await derive({ accountId, runtime, settings }, tx, found.id, record) };
    });
    const candidates = mergeCandidates([...reported, ...(derived?.candidates ?? [])]);
    return {
      person,
      remarks: derived?.remarks ?? [
        named === null
          ? 'The record names nobody whom the vendor knows: it counts for attacks on many people, and raises nothing of its own.'
          : 'Nobody of that name is known here yet, so there are no habits to compare with.',
      ],
      events: candidates.map((candidate) => ({
        kind: candidate.kind,
        label: EVENT_CATALOGUE[candidate.kind].label,
        confidence: candidate.confidence,
        outcome: candidate.outcome,
        sentence: explain(candidate),
        derived: candidate.sources.some(isDerived),
      })),
    };
  },
});

/** The record, read by whichever connector has the stream. */
function readRecord(runtime: Runtime, stream: string, text: string, now: number): FetchedRecord {
  let detail = 'It is no record of this stream.';
  for (const { id, streams } of CONNECTORS) {
    if (!streams.some((one) => one.id === stream)) continue;
    const read = runtime.adapterOf(id)?.readAgain(stream, Buffer.from(text, 'utf8'), now);
    const [record] = read?.records ?? [];
    if (record !== undefined) return record;
    detail = read?.rejected[0]?.detail ?? detail;
  }
  throw Refusal.invalid('record', `record: ${detail} Paste one whole record, as its raw view shows it.`);
}

/** What is derived from a sign-in beside those that are stored of its person, and what is known of its source. */
async function derive(
  deriving: Deriving,
  tx: Transaction,
  personId: string,
  record: StreamRecord,
): Promise<{ candidates: readonly Candidate[]; remarks: string[] } | null> {
  const about = { signalKey: TRIED, integrationId: TRIED, isHistory: false };
  const tried =
    record.kind === 'authentication'
      ? { ...about, record: record.authentication }
      : registrationOf({ ...about, record });
  if (tried === null) return { candidates: [], remarks: [] };
  const authentication = tried.record;
  const wanted = new Map([[personId, authentication.occurredAt]]);
  const looks = await planLooks(deriving.accountId, tx, deriving.settings, wanted);
  const [stored] = await personHistories(deriving, tx, looks);
  if (stored === undefined) return null;
  const { history } = stored;
  // A record that is stored already is not tried beside itself.
  const others = history.signals.filter(
    ({ record: { txid, occurredAt } }) =>
      txid !== authentication.txid || occurredAt !== authentication.occurredAt,
  );
  const found = detectPerson({ ...history, signals: [...others, tried] });
  const sighting = found.sightings.get(TRIED);
  return {
    candidates: found.candidates.filter(({ sources }) =>
      sources.some(({ signalKey }) => signalKey === TRIED),
    ),
    remarks:
      sighting === undefined
        ? []
        : [...remarksOn(sighting), ...looks.filter(({ isCut }) => isCut).map(({ from }) => cutWords(from))],
  };
}
