import { attackOf } from '@/domain/detection/derived/detect-account';
import { settingsAt, type SettingsHistory } from '@/domain/detection/derived/detector-settings';
import { firstKeptDay, type PersonHistory } from '@/domain/detection/derived/detect-person';
import { asnOf, Habits } from '@/domain/detection/derived/habits';
import { BUCKET_DAYS, reachDays, runUpDays } from '@/domain/detection/derived/look-back';
import { networkOf } from '@/domain/detection/derived/network';
import { registrationOf } from '@/domain/detection/derived/registration-act';
import type { Attack } from '@/domain/detection/derived/risky-device-registration';
import type { PersonSignal } from '@/domain/detection/derived/sighting';
import {
  type AccountKnowledge,
  quarterOf,
  surroundingsOf,
  USE_DAYS,
} from '@/domain/detection/derived/surroundings';
import { DAY_MS, dayOf, isRefusedPush, MINUTE_MS } from '@/domain/detection/derived/terms';
import { isDerived, saidByOthers } from '@/domain/detection/derived/said-of';
import { eventKey } from '@/domain/detection/reconcile';
import { authenticationsOf, type StoredAuthentication } from '@/server/data/authentication-signals';
import type { Transaction } from '@/server/data/database';
import { type DecidedEvent, standingOfPeople } from '@/server/data/identity-events';
import { useOf } from '@/server/data/network-use';
import { habitsOf, type StoredHabits } from '@/server/data/person-habits';
import { pushesIn } from '@/server/data/push-quarters';
import { attacksOnPeople, spraysFrom } from '@/server/data/source-attacks';
import { readSignal } from './read-assessment';
import type { Runtime } from './runtime';

/** What the derived detectors work with. */
export interface Deriving {
  readonly accountId: string;
  readonly runtime: Runtime;
  readonly settings: SettingsHistory;
}

/** Everything that detectors need of one person, and what stands. */
export interface StoredHistory {
  readonly history: PersonHistory;
  /** What is found from this instant on is whole, and compares with what stands. Epoch milliseconds. */
  readonly from: number;
  readonly standing: readonly DecidedEvent[];
  readonly rows: readonly StoredAuthentication[];
  /** What is known of the account at large, from which the surroundings are reckoned. */
  readonly knowledge: AccountKnowledge;
}

/**
 * The histories of people, each from the instant at which it is wanted (epoch milliseconds): their sign-ins from as far
 * before it as detectors look, their habits before that, and what the account at large knows of where they came from.
 */
export async function personHistories(
  deriving: Deriving,
  tx: Transaction,
  wanted: ReadonlyMap<string, number>,
): Promise<StoredHistory[]> {
  const { accountId, runtime, settings } = deriving;
  const ids = [...wanted.keys()];
  if (ids.length === 0) return [];
  const stored = await habitsOf(accountId, tx, ids);
  const subjects = [...wanted].map(([personId, from]) =>
    subjectOf(personId, from, stored.get(personId), settings),
  );
  const rows = await authenticationsOf(
    accountId,
    tx,
    new Map(
      subjects.map(({ personId, day, learnFrom }) => {
        const first = Math.min(day - runUpDays(settings), Math.max(learnFrom, firstNeededDay(day, settings)));
        return [personId, Math.max(0, first) * DAY_MS];
      }),
    ),
  );
  const signals = rows.flatMap((row) => signalOf(runtime, row));
  const knowledge = await knowledgeOf(
    deriving,
    tx,
    signals.map(({ signal }) => signal),
  );
  const surroundings = surroundingsOf(knowledge, runtime.geography, settings);
  const earliest = Math.min(...subjects.map(({ day }) => day)) - runUpDays(settings);
  const targeted = await attacksOnPeople(accountId, tx, ids, earliest * DAY_MS);
  const standing = await standingOfPeople(accountId, tx, ids);
  return subjects.map(({ personId, day, habits, learnFrom }) => {
    const own = standing.filter((event) => event.personId === personId);
    const theirs = signals.filter((one) => one.personId === personId).map(({ signal }) => signal);
    const dismissed = new Set(own.filter((event) => event.isDismissed).map(eventKey));
    return {
      from: day * DAY_MS,
      standing: own,
      rows: rows.filter((row) => row.personId === personId),
      knowledge,
      history: {
        personId,
        signals: theirs,
        habits,
        learnFrom,
        explained: explainedBy(own, day * DAY_MS),
        isDismissed: (candidate) => dismissed.has(eventKey({ personId, candidate })),
        attacks: attacksOf(own, theirs),
        targeted: targeted.get(personId) ?? [],
        surroundings,
        settings,
      },
    };
  });
}

interface Subject {
  readonly personId: string;
  /** First UTC day of what is compared with what stands. */
  readonly day: number;
  /** Habits of the days before it, as far as they are stored. */
  readonly habits: Habits;
  readonly learnFrom: number;
}

function subjectOf(
  personId: string,
  from: number,
  stored: StoredHabits | undefined,
  settings: SettingsHistory,
): Subject {
  const first = dayOf(from) - reachDays(settings);
  const day = Math.max(0, Math.floor(first / BUCKET_DAYS) * BUCKET_DAYS);
  // Habits that do not reach back so far are learnt again.
  if (stored === undefined || firstKeptDay(stored.learnFrom, settings) > firstNeededDay(day, settings))
    return { personId, day, habits: Habits.empty(), learnFrom: 0 };
  stored.habits.keepDays(0, day);
  return { personId, day, habits: stored.habits, learnFrom: Math.min(stored.learnFrom, day) };
}

/** First UTC day of the baselines of what is compared from a day on, and of its run-up. */
function firstNeededDay(day: number, settings: SettingsHistory): number {
  const { baselineDays } = settingsAt(settings, day * DAY_MS).thresholds;
  return day - runUpDays(settings) - baselineDays - 2;
}

function signalOf(runtime: Runtime, row: StoredAuthentication): { personId: string; signal: PersonSignal }[] {
  const { personId, signalKey, integrationId, isHistory } = row;
  const record = readSignal(runtime, row.stream, row.text, row.occurredAt);
  if (record === null) return [];
  const about = { signalKey, integrationId, isHistory };
  const signal =
    record.kind === 'authentication'
      ? { ...about, record: record.authentication }
      : registrationOf({ ...about, record });
  return signal === null ? [] : [{ personId, signal }];
}

/** What the account at large knows of where these sign-ins came from. */
async function knowledgeOf(
  { accountId, runtime, settings }: Deriving,
  tx: Transaction,
  signals: readonly PersonSignal[],
): Promise<AccountKnowledge> {
  const { geography } = runtime;
  const days = signals.map(({ record }) => dayOf(record.occurredAt));
  const from = days.reduce((least, day) => Math.min(least, day), Infinity) - USE_DAYS - 1;
  const to = days.reduce((most, day) => Math.max(most, day), 0);
  const networks = unique(
    signals.flatMap(({ record }) => [networkOf(record.access.ip), networkOf(record.authDevice.ip)]),
  );
  const providers = unique(signals.map(({ record }) => asnOf(record.access.ip, geography)));
  // A refusal asks for its own quarter and its neighbours, and the approval after it for those around its own.
  const longest = Math.max(...settings.map(({ thresholds }) => thresholds.approvalAfterMinutes));
  const reach = quarterOf(longest * MINUTE_MS) + 2;
  const quarters = unique(
    signals
      .filter(({ record }) => isRefusedPush(record))
      .map(({ record }) => quarterOf(record.occurredAt))
      .flatMap((quarter) => Array.from({ length: reach + 2 }, (_, step) => quarter + step - 1)),
  );
  const isAny = signals.length > 0;
  return {
    use: isAny ? await useOf(accountId, tx, [...networks, ...providers], from, to) : new Map(),
    sprays: isAny ? await spraysFrom(accountId, tx, networks, from * DAY_MS) : new Map(),
    pushes: await pushesIn(accountId, tx, quarters),
  };
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

function attacksOf(standing: readonly DecidedEvent[], signals: readonly PersonSignal[]): Attack[] {
  const open = standing.filter(({ isDismissed }) => !isDismissed).map(({ candidate }) => candidate);
  return saidByOthers(open, signals).flatMap(attackOf);
}
