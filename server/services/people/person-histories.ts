import { attackOf } from '@/domain/detection/derived/detect-account';
import type { PersonHistory } from '@/domain/detection/derived/detect-person';
import type { SettingsHistory } from '@/domain/detection/derived/detector-settings';
import { asnOf, Habits } from '@/domain/detection/derived/habits';
import { runUpDays } from '@/domain/detection/derived/look-back';
import { networkOf } from '@/domain/detection/derived/network';
import { registrationOf } from '@/domain/detection/derived/registration-act';
import type { Attack } from '@/domain/detection/derived/risky-device-registration';
import { isDerived, saidByOthers } from '@/domain/detection/derived/said-of';
import { partSharer } from '@/domain/detection/derived/share-parts';
import type { PersonSignal } from '@/domain/detection/derived/sighting';
import {
  type AccountKnowledge,
  quarterOf,
  surroundingsOf,
  USE_DAYS,
} from '@/domain/detection/derived/surroundings';
import { DAY_MS, dayOf, isRefusedPush, MINUTE_MS } from '@/domain/detection/derived/terms';
import { eventKey } from '@/domain/detection/reconcile';
import type { Transaction } from '@/server/data/database';
import { useOf } from '@/server/data/detection/network-use';
import { habitsOf, type StoredHabits } from '@/server/data/detection/person-habits';
import { pushesIn } from '@/server/data/detection/push-quarters';
import { attacksOnPeople, spraysFrom } from '@/server/data/detection/source-attacks';
import { type DecidedEvent, standingOfPeople } from '@/server/data/events/identity-events';
import { authenticationsOf, type StoredAuthentication } from '@/server/data/people/person-signals';
import type { Look } from '@/server/services/detection/plan-looks';
import { readSignal } from '@/server/services/detection/read-assessment';
import type { Runtime } from '@/server/services/runtime';

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
  /** What is known of the account at large, from which the surroundings are reckoned. */
  readonly knowledge: AccountKnowledge;
}

/**
 * The histories of people, as their looks were planned: their sign-ins, their habits before that, and what the account at
 * large knows of where they came from. Of a record stays what detectors read; its text is let go.
 */
export async function personHistories(
  deriving: Deriving,
  tx: Transaction,
  looks: readonly Look[],
): Promise<StoredHistory[]> {
  const { accountId, runtime, settings } = deriving;
  if (looks.length === 0) return [];
  const ids = looks.map(({ personId }) => personId);
  const stored = await habitsOf(accountId, tx, ids);
  const signals = new Map(ids.map((id): [string, PersonSignal[]] => [id, []]));
  const share = partSharer();
  for await (const row of authenticationsOf(accountId, tx, looks)) {
    const signal = signalOf(runtime, row);
    if (signal !== null) signals.get(row.personId)?.push({ ...signal, record: share(signal.record) });
  }
  const knowledge = await knowledgeOf(deriving, tx, [...signals.values()].flat());
  const surroundings = surroundingsOf(knowledge, runtime.geography, settings);
  const earliest = Math.min(...looks.map(({ day }) => day)) - runUpDays(settings);
  const targeted = await attacksOnPeople(accountId, tx, ids, earliest * DAY_MS);
  const standing = await standingOfPeople(accountId, tx, ids);
  return looks.map(({ personId, day, learnFrom }) => {
    const own = standing.filter((event) => event.personId === personId);
    const theirs = signals.get(personId) ?? [];
    const dismissed = new Set(own.filter((event) => event.isDismissed).map(eventKey));
    return {
      from: day * DAY_MS,
      standing: own,
      knowledge,
      history: {
        personId,
        signals: theirs,
        habits: habitsBefore(day, learnFrom === 0 ? undefined : stored.get(personId)),
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

/** Stored habits of the days before one: those after it are learnt again. */
function habitsBefore(day: number, stored: StoredHabits | undefined): Habits {
  if (stored === undefined) return Habits.empty();
  stored.habits.keepDays(0, day);
  return stored.habits;
}

function signalOf(runtime: Runtime, row: StoredAuthentication): PersonSignal | null {
  const { signalKey, integrationId, isHistory } = row;
  const record = readSignal(runtime, row.stream, row.text, row.occurredAt);
  if (record === null) return null;
  const about = { signalKey, integrationId, isHistory };
  return record.kind === 'authentication'
    ? { ...about, record: record.authentication }
    : registrationOf({ ...about, record });
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
