import { hash } from 'node:crypto';
import { neighbouringDays, settleBypassDays } from '@/domain/detection/bypass-days';
import type { Candidate } from '@/domain/detection/candidate';
import type { Geography } from '@/domain/detection/derived/geography';
import { registrationOf } from '@/domain/detection/derived/registration-act';
import { detectRecord, type DetectableSignal } from '@/domain/detection/detect-record';
import { mergeCandidates, verdictOf } from '@/domain/detection/merge-candidates';
import { reconcile, type Reconciliation, type StandingEvent } from '@/domain/detection/reconcile';
import { groupName } from '@/domain/group-name';
import type { StreamRecord } from '@/domain/stream-record';
import type { FetchedPage, FetchedRecord } from '@/server/connectors/connector';
import type { Transaction } from '@/server/data/database';
import { settingsHistory } from '@/server/data/detection/detector-settings';
import { shareDecisions } from '@/server/data/events/decision-lock';
import { copyEvidence, type EventWrite, standingByAnchor } from '@/server/data/events/identity-events';
import { markStreamPage } from '@/server/data/integrations/integrations';
import { quarantineRecords } from '@/server/data/integrations/quarantine';
import type { PageFigures } from '@/server/data/integrations/runs';
import type { PersonMerge } from '@/server/data/people/merge-people';
import { resolvePeople } from '@/server/data/people/people';
import { restateCriticality } from '@/server/data/scoring/criticality';
import type { PackedRecord } from '@/server/data/signals/raw-codec';
import { countSignalValues } from '@/server/data/signals/signal-values';
import {
  type AssessmentRow,
  countSignals,
  insertSignals,
  type NewSignal,
  packRecords,
} from '@/server/data/signals/signals';
import { movedEvidence } from '@/server/services/detection/moved-evidence';
import { noticeSignals, type NoticedSignal, type Noticing } from '@/server/services/detection/notice-signals';
import { noteEvents } from '@/server/services/notifications/note-happenings';
import { rescoreAttacked } from '@/server/services/notifications/rescore-attacked';
import { keepErasedOut } from '@/server/services/privacy/keep-erased-out';
import { followSignIns } from '@/server/services/sign-in/follow-sign-ins';
import { reconcileUserRisk } from './reconcile-user-risk';
import { recordAccountEvents } from './record-account-events';
import { storeDirectory } from './store-directory';
import { storeEvents } from './store-events';
import { storeFigures } from './store-figures';

export interface PageToCommit {
  readonly integrationId: string;
  readonly stream: string;
  readonly page: Pick<
    FetchedPage,
    'records' | 'rejected' | 'requests' | 'objects' | 'finishedParts' | 'figures'
  >;
  /** Forward only: of what is from before, a backfill imports all and everything else nothing. Epoch milliseconds. */
  readonly enabledAt: number;
  /** The records are history: kept and marked, never detected upon, never scored. */
  readonly backfill: boolean;
  /** A record may take the place of an older form of itself. */
  readonly mutable: boolean;
  /** When the sweep of a directory began that this page belongs to. Epoch milliseconds. */
  readonly sweepStartedAt: number;
  readonly now: number;
  /** Reads a stored assessment or lock-out again, of whichever integration it came from. */
  readonly readStored: (text: string, occurredAt: number) => StreamRecord | null;
  readonly geography: Geography;
  /** Keys that names of erased people may have been digested with: `auditKeysOf`. */
  readonly nameKeys: () => Promise<readonly Buffer[]>;
}

export interface CommittedPage {
  readonly figures: PageFigures;
  /** Whether events of people or of the account were written or retracted. */
  readonly eventsChanged: boolean;
  /** Whether people are others than before, or the directory says something else of them. */
  readonly peopleChanged: boolean;
  /** Whether the derived detectors have something to look at: `settleDetection`. */
  readonly detectionDue: boolean;
  /** How many of its records are of people who were erased, and not kept. */
  readonly keptOut: number;
}

/** A new signal of somebody, with the raw record it came from. */
interface PersonSignal {
  readonly personId: string;
  readonly signal: DetectableSignal;
  readonly text: string;
}

/**
 * Everything one page does, within the caller's transaction: signals, people, identity events with their evidence,
 * counters, heat, quarantine. Doing it again changes nothing.
 */
export async function commitPage(
  accountId: string,
  tx: Transaction,
  input: PageToCommit,
): Promise<CommittedPage> {
  const { integrationId, stream, page, now } = input;
  const key = { integrationId, stream };
  await shareDecisions(accountId, tx);
  const sent = page.records
    .filter((fetched) => fetched.concernsAt < input.enabledAt === input.backfill)
    .map((fetched) => keyed(integrationId, stream, fetched));
  const { records, objects, keptOut } = await keepErasedOut(accountId, tx, {
    ...{ integrationId, stream, records: sent, objects: page.objects ?? [] },
    ...{ nameKeys: input.nameKeys, now },
  });
  // A page may hold one record twice: it is one signal. The last is the newest form of a record that changes.
  const distinct = [...new Map(records.map((record) => [record.hex, record])).values()];
  // Packing is work for this process, people are work for PostgreSQL: each goes on while the other does.
  const [people, packed] = await Promise.all([
    resolvePeople(accountId, tx, integrationId, records.flatMap(seenPerson), now),
    packRecords(
      stream,
      distinct.map(({ fetched }) => fetched.text),
    ),
  ]);
  const personOf = ({ person }: FetchedRecord): string | null =>
    person === null ? null : people.idOf(person);
  const directory = await storeDirectory(accountId, tx, {
    integrationId,
    objects,
    finishedParts: page.finishedParts ?? [],
    sweepStartedAt: input.sweepStartedAt,
    now,
  });
  if (page.figures !== undefined)
    await storeFigures(accountId, tx, { integrationId, figures: page.figures, now });

  const stored = await insertSignals(
    accountId,
    tx,
    key,
    now,
    distinct.flatMap((record, index) => signalOf(record, personOf(record.fetched), packed[index])),
    input,
  );
  const added = distinct.filter(({ hex }) => stored.added.has(hex));
  await countSignals(
    accountId,
    tx,
    integrationId,
    stream,
    added.map(({ fetched }) => ({ occurredAt: fetched.occurredAt, result: fetched.columns.result })),
  );

  const changed = distinct.filter(({ hex }) => stored.updated.has(hex));
  await countSignalValues(
    accountId,
    tx,
    key,
    [...added, ...changed].map(({ fetched }) => ({ occurredAt: fetched.occurredAt, ...fetched.columns })),
  );
  const news = (input.backfill ? [] : [...added, ...changed]).map(({ fetched, hex }) => ({
    personId: personOf(fetched),
    signal: { signalKey: hex, record: fetched.record },
    text: fetched.text,
  }));
  const signals = news.flatMap(({ personId, ...rest }): PersonSignal[] =>
    personId === null ? [] : [{ personId, ...rest }],
  );
  const merges = [...people.merges, ...directory.merges];
  const touched = new Set([
    ...distinct.flatMap(({ fetched }) => personOf(fetched) ?? []),
    ...directory.people,
    ...merges.map(({ personId }) => personId),
  ]);
  const restated = await restateCriticality(accountId, tx, { seen: [...touched] }, now);
  const detected = await detect(accountId, tx, input, signals, merges, restated);
  const accountChanged = await recordAccountEvents(accountId, tx, input, news);
  if (!input.backfill) {
    const signIns = added.map(({ fetched, hex }) => ({
      signalKey: hex,
      personId: personOf(fetched),
      fetched,
    }));
    await followSignIns(accountId, tx, integrationId, signIns);
  }
  const detectionDue = await noticeSignals(accountId, tx, {
    signals: [...added, ...changed].flatMap(({ fetched, hex }): NoticedSignal[] => {
      const { record } = fetched;
      if (record.kind !== 'authentication') return [];
      const personId = personOf(fetched);
      return [{ personId, signalKey: hex, isHistory: input.backfill, record: record.authentication }];
    }),
    verdicts: detected.verdicts,
    registrations: signals.flatMap(({ personId, signal }) => {
      const registered = registrationOf({ ...signal, integrationId, isHistory: false });
      return registered === null ? [] : [{ personId, at: registered.record.occurredAt }];
    }),
    merged: merges.map(({ personId }) => personId),
    integrationId,
    geography: input.geography,
    settings: await settingsHistory(accountId, tx),
  });

  const quarantined = await quarantineRecords(accountId, tx, key, now, page.rejected);
  const newestRecordAt = sent.reduce((newest, { fetched }) => Math.max(newest, fetched.occurredAt), 0);
  await markStreamPage(accountId, tx, key, {
    newestRecordAt: newestRecordAt === 0 ? null : newestRecordAt,
    quarantined,
  });
  return {
    figures: {
      requests: page.requests,
      fetched: page.records.length + page.rejected.length + (page.objects?.length ?? 0),
      added: added.length,
      duplicate: records.length - added.length - stored.updated.size + page.rejected.length - quarantined,
      updated: stored.updated.size,
      quarantined,
    },
    eventsChanged: detected.changed || accountChanged || merges.length > 0,
    peopleChanged: directory.changed || merges.length + restated.length > 0,
    detectionDue,
    keptOut,
  };
}

interface Detected {
  /** Whether events were written or ended. */
  readonly changed: boolean;
  /** Whom an event that was written is about, and when it occurred. */
  readonly verdicts: Noticing['verdicts'];
}

/**
 * Identity events that new signals raise, move or undo, and those of people who turned out to be one, with all that
 * follows; who is more or less critical than before is scored as well.
 */
async function detect(
  accountId: string,
  tx: Transaction,
  { integrationId, stream, now, readStored }: PageToCommit,
  signals: readonly PersonSignal[],
  merges: readonly PersonMerge[],
  restated: readonly string[],
): Promise<Detected> {
  const texts = new Map(signals.map(({ signal, text }) => [signal.signalKey, text]));
  const verdicts = await reconcileVerdicts(accountId, tx, integrationId, signals);
  const assessed = [
    ...signals.flatMap(authenticationOf),
    ...merges.flatMap(({ assessments }) => assessments.flatMap((row) => assessmentOf(row, readStored))),
  ];
  const risk = await reconcileUserRisk(accountId, tx, assessed, readStored);
  for (const [signalKey, text] of risk.texts) texts.set(signalKey, text);
  const retract = [...verdicts.retract, ...risk.retract];
  const writes = [...verdicts.write, ...risk.write].map((write): EventWrite => ({
    ...write,
    integrationId,
    verdict: verdictOf(write.found.candidate.sources),
    receivedAt: now,
  }));
  await storeEvents(accountId, tx, stream, writes, retract, texts, now);
  await copyEvidence(accountId, tx, movedEvidence(accountId, verdicts));
  const attacked = writes.map((write) => write.found.personId);
  await rescoreAttacked(
    accountId,
    tx,
    [
      ...attacked,
      ...retract.map((event) => event.personId),
      ...merges.map((merge) => merge.personId),
      ...restated,
    ],
    { attacked, now },
  );
  await noteEvents(accountId, tx, writes, retract, now);
  return {
    changed: writes.length + retract.length > 0,
    verdicts: writes.map(({ found: { personId, candidate } }) => ({ personId, at: candidate.occurredAt })),
  };
}

function authenticationOf({ personId, signal }: PersonSignal) {
  const { signalKey, record } = signal;
  return record.kind === 'authentication'
    ? [{ personId, signal: { signalKey, record: record.authentication } }]
    : [];
}

/** What came to somebody from another person is to them what a late record is. */
function assessmentOf(
  { personId, signalKey, occurredAt, text }: AssessmentRow,
  readStored: PageToCommit['readStored'],
) {
  const record = readStored(text, occurredAt);
  return record?.kind === 'authentication'
    ? [{ personId, signal: { signalKey, record: record.authentication } }]
    : [];
}

/** A record with the key of its signal, which is 16 bytes; `hex` is the same to compare by. */
interface KeyedRecord {
  readonly fetched: FetchedRecord;
  readonly key: Buffer;
  readonly hex: string;
}

/** A signal belongs to its integration and stream: two that read the same record each keep their own. */
function keyed(integrationId: string, stream: string, fetched: FetchedRecord): KeyedRecord {
  const content = Buffer.concat([Buffer.from(`${integrationId}/${stream}/`), fetched.key]);
  const key = hash('sha256', content, 'buffer').subarray(0, 16);
  return { fetched, key, hex: key.toString('hex') };
}

function seenPerson({ fetched: { person, occurredAt } }: KeyedRecord) {
  if (person === null) return [];
  return [
    {
      key: person.key,
      username: person.username,
      email: person.email?.toLowerCase() ?? null,
      groups: person.groups?.map(groupName) ?? null,
      seenAt: occurredAt,
    },
  ];
}

function signalOf(
  { fetched, key }: KeyedRecord,
  personId: string | null,
  packed: PackedRecord | undefined,
): NewSignal[] {
  const { occurredAt, columns } = fetched;
  return packed === undefined ? [] : [{ key, occurredAt, packed, personId, ...columns }];
}

/**
 * What records say by themselves adds to what earlier records of the same authentication or act said; it never takes away.
 * A bypass around midnight may turn out to have begun the day before, and moves there.
 */
async function reconcileVerdicts(
  accountId: string,
  tx: Transaction,
  integrationId: string,
  signals: readonly PersonSignal[],
): Promise<Reconciliation & { readonly standing: readonly StandingEvent[] }> {
  const byPerson = new Map<string, Candidate[]>();
  for (const { personId, signal } of signals) {
    const found = detectRecord(integrationId, signal);
    if (found.length > 0) byPerson.set(personId, [...(byPerson.get(personId) ?? []), ...found]);
  }
  if (byPerson.size === 0) return { write: [], retract: [], standing: [] };
  const keys = [...byPerson].flatMap(([personId, candidates]) =>
    mergeCandidates(candidates).flatMap((candidate) =>
      [candidate.anchor, ...neighbouringDays(candidate)].map((anchor) => ({
        personId,
        kind: candidate.kind,
        anchor,
      })),
    ),
  );
  const standing = await standingByAnchor(accountId, tx, keys);
  for (const event of standing) byPerson.get(event.personId)?.push(event.candidate);
  const merged = [...byPerson].flatMap(([personId, candidates]) =>
    settleBypassDays(mergeCandidates(candidates)).map((candidate) => ({ personId, candidate })),
  );
  return { ...reconcile(merged, standing), standing };
}
