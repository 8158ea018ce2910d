import type { Candidate } from '@/domain/detection/candidate';
import { settingsAt } from '@/domain/detection/derived/detector-settings';
import { detectPerson } from '@/domain/detection/derived/detect-person';
import { asnOf, Habits } from '@/domain/detection/derived/habits';
import { networkOf } from '@/domain/detection/derived/network';
import type { Attack } from '@/domain/detection/derived/risky-device-registration';
import type { PersonSignal, Surroundings } from '@/domain/detection/derived/sighting';
import { quarterOf, surroundingsOf, USE_DAYS } from '@/domain/detection/derived/surroundings';
import { DAY_MS, dayOf, isRefusedPush } from '@/domain/detection/derived/terms';
import { isDerived, reconcileDerived } from '@/domain/detection/derived/with-derived';
import { verdictOf } from '@/domain/detection/merge-candidates';
import { eventKey } from '@/domain/detection/reconcile';
import { EVENT_CATALOGUE, type EventKind } from '@/domain/event-catalogue';
import {
  AUTHENTICATION,
  authenticationsOf,
  pushesIn,
  type StoredAuthentication,
} from '@/server/data/authentication-signals';
import type { Transaction } from '@/server/data/database';
import type { DetectionDue } from '@/server/data/detection-due';
import { type DecidedEvent, type EventWrite, standingOfPeople } from '@/server/data/identity-events';
import { useOf } from '@/server/data/network-use';
import { habitsOf, type StoredHabits, storeHabits } from '@/server/data/person-habits';
import { attacksOnPeople, spraysFrom } from '@/server/data/source-attacks';
import type { Deriving } from './derive-source';
import { readAssessment } from './read-assessment';
import { storeEvents } from './store-events';

/** Days of the longest bucket: events are compared from the beginning of one on, so that each is seen whole. */
const BUCKET_DAYS = 30;
/** Days by which the first record of an event may lie before the one that made it due. */
const REACH_DAYS = 8;
/** Days before, whose sign-ins tell whether devices come and go, twice over. */
const RUN_UP_DAYS = 28;

/** Kinds after which an enrolment is suspicious, as others report them. */
const FOLLOWED_UP: ReadonlySet<EventKind> = new Set([
  'push_harassment',
  'denied_then_approved',
  'unfamiliar_sign_in',
  'user_marked_fraud',
  'bypass_enabled',
]);

interface Subject {
  readonly personId: string;
  /** First UTC day of what is compared with what stands. */
  readonly from: number;
  /** Habits of the days before `from`, as far as they are stored. */
  readonly habits: Habits;
  readonly learnFrom: number;
}

/**
 * The derived events of people whom this transaction has locked, from where they are due on, with their habits. Returns
 * those of whom an event was written or ended.
 */
export async function derivePeople(
  deriving: Deriving,
  tx: Transaction,
  due: readonly DetectionDue[],
): Promise<string[]> {
  if (due.length === 0) return [];
  const { accountId, runtime, settings } = deriving;
  const stored = await habitsOf(
    accountId,
    tx,
    due.map(({ name }) => name),
  );
  const subjects = due.map((one) => subjectOf(one, stored.get(one.name)));
  const rows = await authenticationsOf(
    accountId,
    tx,
    new Map(
      subjects.map(({ personId, from, learnFrom }) => {
        const day = Math.min(
          from - RUN_UP_DAYS,
          Math.max(learnFrom, from - settingsAt(settings, from * DAY_MS).thresholds.baselineDays - 2),
        );
        return [personId, Math.max(0, day) * DAY_MS];
      }),
    ),
  );
  const signals = new Map<string, PersonSignal[]>();
  for (const row of rows) {
    const record = readAssessment(runtime, row.text, row.occurredAt);
    if (record?.kind !== 'authentication') continue;
    const { signalKey, integrationId, isHistory } = row;
    const own = signals.get(row.personId) ?? [];
    own.push({ signalKey, integrationId, isHistory, record: record.authentication });
    signals.set(row.personId, own);
  }
  const surroundings = await knownOf(deriving, tx, [...signals.values()].flat());
  const ids = subjects.map(({ personId }) => personId);
  const earliest = Math.min(...subjects.map(({ from }) => from)) - RUN_UP_DAYS;
  const targeted = await attacksOnPeople(accountId, tx, ids, earliest * DAY_MS);
  const standing = await standingOfPeople(accountId, tx, ids);
  const changed: string[] = [];
  const habits: StoredHabits[] = [];
  const now = runtime.now();
  for (const { personId, from, ...learnt } of subjects) {
    const own = standing.filter((event) => event.personId === personId);
    const dismissed = new Set(own.filter((event) => event.isDismissed).map(eventKey));
    const found = detectPerson({
      personId,
      signals: signals.get(personId) ?? [],
      ...learnt,
      explained: explainedBy(own, from * DAY_MS),
      isDismissed: (candidate) => dismissed.has(eventKey({ personId, candidate })),
      attacks: attacksOf(own),
      targeted: targeted.get(personId) ?? [],
      surroundings,
      settings,
    });
    habits.push({ personId, habits: found.habits, learnFrom: found.learnFrom });
    const { write, retract } = reconcileDerived(
      found.candidates.map((candidate) => ({ personId, candidate })),
      own,
      from * DAY_MS,
      found.sightings,
    );
    if (write.length + retract.length === 0) continue;
    changed.push(personId);
    const writes = write.map((one) => eventWrite(one, rows, now));
    const texts = new Map(
      rows.filter((row) => row.personId === personId).map((row) => [row.signalKey, row.text]),
    );
    await storeEvents(accountId, tx, AUTHENTICATION, writes, retract, texts, now);
  }
  await storeHabits(accountId, tx, habits);
  return changed;
}

function subjectOf({ name, from }: DetectionDue, stored: StoredHabits | undefined): Subject {
  const first = dayOf(from) - REACH_DAYS;
  const start = Math.max(0, Math.floor(first / BUCKET_DAYS) * BUCKET_DAYS);
  if (stored === undefined) return { personId: name, from: start, habits: Habits.empty(), learnFrom: 0 };
  stored.habits.keepDays(0, start);
  return {
    personId: name,
    from: start,
    habits: stored.habits,
    learnFrom: Math.min(stored.learnFrom, start),
  };
}

/** What the account at large knows of where these sign-ins came from. */
async function knownOf(
  { accountId, runtime, settings }: Deriving,
  tx: Transaction,
  signals: readonly PersonSignal[],
): Promise<Surroundings> {
  const { geography } = runtime;
  const days = signals.map(({ record }) => dayOf(record.occurredAt));
  const from = days.reduce((least, day) => Math.min(least, day), Infinity) - USE_DAYS - 1;
  const to = days.reduce((most, day) => Math.max(most, day), 0);
  const networks = unique(
    signals.flatMap(({ record }) => [networkOf(record.access.ip), networkOf(record.authDevice.ip)]),
  );
  const providers = unique(signals.map(({ record }) => asnOf(record.access.ip, geography)));
  const quarters = unique(
    signals
      .filter(({ record }) => isRefusedPush(record))
      .map(({ record }) => quarterOf(record.occurredAt))
      .flatMap((quarter) => [quarter - 1, quarter, quarter + 1]),
  );
  return surroundingsOf(
    {
      use:
        signals.length === 0 ? new Map() : await useOf(accountId, tx, [...networks, ...providers], from, to),
      sprays: signals.length === 0 ? new Map() : await spraysFrom(accountId, tx, networks, from * DAY_MS),
      pushes: await pushesIn(accountId, tx, quarters),
    },
    geography,
    settings,
  );
}

function unique<T>(values: readonly (T | null)[]): T[] {
  return [...new Set(values.filter((value) => value !== null))];
}

/** Records behind events that nobody dismissed: from `from` on, behind what others reported; before it, behind any. */
function explainedBy(standing: readonly DecidedEvent[], from: number): ReadonlySet<string> {
  return new Set(
    standing.flatMap(({ candidate, isDismissed }) =>
      candidate.sources
        .filter((source) => !isDismissed && (candidate.occurredAt < from || !isDerived(source)))
        .map(({ signalKey }) => signalKey),
    ),
  );
}

function attacksOf(standing: readonly DecidedEvent[]): Attack[] {
  return standing
    .filter(
      ({ candidate, isDismissed }) =>
        !isDismissed && FOLLOWED_UP.has(candidate.kind) && !candidate.sources.every(isDerived),
    )
    .map(({ candidate }) => ({
      what: EVENT_CATALOGUE[candidate.kind].label.toLowerCase(),
      at: candidate.occurredAt,
    }));
}

function eventWrite(
  { found, replaces }: Pick<EventWrite, 'found' | 'replaces'>,
  rows: readonly StoredAuthentication[],
  now: number,
): EventWrite {
  return {
    found,
    replaces,
    integrationId: integrationOf(found.candidate, rows),
    verdict: verdictOf(found.candidate.sources),
    receivedAt: now,
  };
}

/** The integration that read the first record of the event. */
function integrationOf({ sources }: Candidate, rows: readonly StoredAuthentication[]): string {
  const keys = new Set(sources.map(({ signalKey }) => signalKey));
  const row = rows.find(({ signalKey }) => keys.has(signalKey));
  if (row === undefined) throw new Error('A derived event rests on no stored record.');
  return row.integrationId;
}
