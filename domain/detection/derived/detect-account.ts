import type { Candidate } from '@/domain/detection/candidate';
import type { FoundEvent } from '@/domain/detection/reconcile';
import { EVENT_CATALOGUE, type EventKind } from '@/domain/event-catalogue';
import { detectPerson, type Targeted } from './detect-person';
import { settingsAt, type SettingsHistory, settingsOf } from './detector-settings';
import { detectSource, type SourceAttack, type SourceTry } from './detect-source';
import { type Geography, NO_GEOGRAPHY } from './geography';
import { asnOf, Habits } from './habits';
import { networkOf } from './network';
import type { Attack } from './risky-device-registration';
import type { PersonSignal } from './sighting';
import {
  type AccountKnowledge,
  MOST_PEOPLE,
  type PushQuarter,
  quarterOf,
  type SpraySpan,
  surroundingsOf,
} from './surroundings';
import { withSaid } from './with-derived';
import { DAY_MS, dayOf, isInteractive, isPush, isRefusedPush, isSuccess } from './terms';
import type { Thresholds } from './thresholds';

/** One authentication of an account; `personId` is null for a name that the vendor does not know. */
export interface AccountSignal extends PersonSignal {
  readonly personId: string | null;
}

/** The network that a try came from and the try, as detectors of sources take it; null where neither can be told. */
export function sourceTryOf(signal: AccountSignal): { network: string; tried: SourceTry } | null {
  const { record, signalKey, personId } = signal;
  const network = networkOf(record.access.ip);
  if (network === null || record.eventType === 'enrollment') return null;
  if (isSuccess(record) && !isInteractive(record)) return null;
  return {
    network,
    tried: {
      signalKey,
      at: record.occurredAt,
      personId,
      name: record.userName.toLowerCase(),
      push: isPush(record),
      refusedPush: isRefusedPush(record),
      success: isSuccess(record),
    },
  };
}

/**
 * Everything derived from all authentications of an account, at once, with what others report of its people: what the running system, which takes them page by
 * page and in any order, comes to as well. For files of records, for benches and for tests.
 *
 * @param reported what others than Parapet report of the people: it is believed as far as their habits allow, what stands
 *   behind it never becomes one, and an enrolment after it is suspicious
 * @param registrations what other logs tell of devices that were registered, as `registrationOf` reads it
 */
export function detectAccount(
  signals: readonly AccountSignal[],
  geography: Geography,
  thresholds: Thresholds,
  reported: readonly FoundEvent[] = [],
  registrations: readonly AccountSignal[] = [],
): readonly FoundEvent[] {
  const use = useOf(signals, geography);
  const pushes = pushesOf(signals);
  const settings = settingsOf(thresholds);
  const attacks = attacksOf(signals, use, settings);
  const sprays = new Map([...attacks].map(([network, found]) => [network, found.filter(isSpray)]));
  const surroundings = surroundingsOf({ use, pushes, sprays }, geography, settings);
  const found = [...attacks.values()].flat();
  const people = byPerson(signals);
  const reports = byPerson(reported);
  const registered = byPerson(registrations);
  return [...new Set([...people.keys(), ...reports.keys(), ...registered.keys()])].flatMap((personId) => {
    const own = (reports.get(personId) ?? []).map(({ candidate }) => candidate);
    const { candidates, sightings } = detectPerson({
      personId,
      signals: [...(people.get(personId) ?? []), ...(registered.get(personId) ?? [])],
      habits: Habits.empty(),
      learnFrom: 0,
      explained: new Set(own.flatMap(({ sources }) => sources.map(({ signalKey }) => signalKey))),
      isDismissed: () => false,
      attacks: own.flatMap(attackOf),
      targeted: targetedOf(found, personId),
      surroundings,
      settings,
    });
    return withSaid(candidates, own, sightings).map((candidate) => ({ personId, candidate }));
  });
}

/** Reports after which an enrolment is suspicious. */
const FOLLOWED_UP: ReadonlySet<EventKind> = new Set([
  'push_harassment',
  'denied_then_approved',
  'unfamiliar_sign_in',
  'user_marked_fraud',
  'bypass_enabled',
]);

/** What a reported event is to an enrolment after it: an attack, or nothing. */
export function attackOf({ kind, occurredAt }: Candidate): Attack[] {
  return FOLLOWED_UP.has(kind) ? [{ what: EVENT_CATALOGUE[kind].label.toLowerCase(), at: occurredAt }] : [];
}

/** What attacks on many people have of one of them. */
export function targetedOf(attacks: readonly SourceAttack[], personId: string): readonly Targeted[] {
  return attacks.flatMap((attack) => {
    const keys = attack.tries
      .filter((tried) => tried.personId === personId)
      .map(({ signalKey }) => signalKey);
    if (keys.length === 0) return [];
    const { kind, people, unknownNames } = attack;
    return [{ kind, people, unknownNames: unknownNames.length, signalKeys: new Set(keys) }];
  });
}

/** By person, in the order in which they come; what belongs to nobody is left out. */
export function byPerson<Of extends { readonly personId: string | null }>(
  all: readonly Of[],
): Map<string, Of[]> {
  const people = new Map<string, Of[]>();
  for (const one of all) {
    if (one.personId === null) continue;
    const own = people.get(one.personId);
    if (own === undefined) people.set(one.personId, [one]);
    else own.push(one);
  }
  return people;
}

function useOf(signals: readonly AccountSignal[], geography: Geography): AccountKnowledge['use'] {
  const use = new Map<string, Map<number, Set<string>>>();
  for (const { record, personId } of signals) {
    if (personId === null || !isSuccess(record)) continue;
    for (const key of [networkOf(record.access.ip), asnOf(record.access.ip, geography)]) {
      if (key === null) continue;
      const days = use.get(key) ?? new Map<number, Set<string>>();
      const people = days.get(dayOf(record.occurredAt)) ?? new Set<string>();
      people.add(personId);
      days.set(dayOf(record.occurredAt), people);
      use.set(key, days);
    }
  }
  return use;
}

function pushesOf(signals: readonly AccountSignal[]): ReadonlyMap<number, PushQuarter> {
  const quarters = new Map<number, { pushes: number; failing: number; names: Set<string> }>();
  for (const { record } of signals) {
    if (!isPush(record)) continue;
    const quarter = quarterOf(record.occurredAt);
    const found = quarters.get(quarter) ?? { pushes: 0, failing: 0, names: new Set<string>() };
    found.pushes += 1;
    if (!isSuccess(record)) found.failing += 1;
    found.names.add(record.userName.toLowerCase());
    quarters.set(quarter, found);
  }
  return new Map(
    [...quarters].map(([quarter, { pushes, failing, names }]) => [
      quarter,
      { pushes, failing, people: names.size },
    ]),
  );
}

function attacksOf(
  signals: readonly AccountSignal[],
  use: AccountKnowledge['use'],
  settings: SettingsHistory,
): Map<string, readonly SourceAttack[]> {
  const networks = new Map<string, SourceTry[]>();
  for (const signal of signals) {
    const found = signal.isHistory ? null : sourceTryOf(signal);
    if (found === null) continue;
    const tries = networks.get(found.network);
    if (tries === undefined) networks.set(found.network, [found.tried]);
    else tries.push(found.tried);
  }
  return new Map(
    [...networks].map(([network, tries]) => [network, attacksOfNetwork(network, tries, [], use, settings)]),
  );
}

function isSpray({ kind }: { readonly kind: string }): boolean {
  return kind === 'push_spray';
}

/**
 * What a network did to many people, each day by the settings that were in force when it began, on days on which it was
 * no egress. A network that sprayed does not become one by those who gave in.
 *
 * @param before what is known of the network from days before these
 */
export function attacksOfNetwork(
  network: string,
  tries: readonly SourceTry[],
  before: readonly SpraySpan[],
  use: AccountKnowledge['use'],
  settings: SettingsHistory,
): readonly SourceAttack[] {
  const sprayed = [...before];
  return settings
    .flatMap(({ thresholds, number, off }) =>
      detectSource(tries, thresholds).filter(
        ({ day, kind }) => settingsAt(settings, day * DAY_MS).number === number && !off.includes(kind),
      ),
    )
    .sort((a, b) => a.day - b.day || (a.kind < b.kind ? -1 : 1))
    .filter((attack) => {
      const knowledge = {
        use,
        sprays: new Map([[network, sprayed]]),
        pushes: new Map<number, PushQuarter>(),
      };
      if (surroundingsOf(knowledge, NO_GEOGRAPHY, settings).isEgress(network, attack.day * DAY_MS))
        return false;
      const days = use.get(network);
      const people = Math.max(days?.get(attack.day)?.size ?? 0, days?.get(attack.day - 1)?.size ?? 0);
      if (isBusy(attack, people, settings)) return false;
      if (isSpray(attack)) sprayed.push(attack);
      return true;
    });
}

/**
 * Whether more people succeeded from the network on that day, or the one before, than failed: an office, before it is known
 * as an egress. So many that they are no longer counted are more in any case.
 */
function isBusy({ tries, day }: SourceAttack, people: number, settings: SettingsHistory): boolean {
  const { egressPeople } = settingsAt(settings, day * DAY_MS).thresholds;
  const names = new Set(tries.filter(({ success }) => !success).map(({ name }) => name)).size;
  return people >= MOST_PEOPLE || (people >= egressPeople && people > names);
}
