import { settingsAt, type SettingsHistory } from './detector-settings';
import type { Geography } from './geography';
import type { Surroundings } from './sighting';
import type { Thresholds } from './thresholds';
import { dayOf, HOUR_MS, MINUTE_MS } from './terms';

/** Pushes of the whole account in a quarter of an hour. */
export interface PushQuarter {
  readonly pushes: number;
  readonly failing: number;
  readonly people: number;
}

/** A stretch in which a network sprayed. Epoch milliseconds. */
export interface SpraySpan {
  readonly firstAt: number;
  readonly lastAt: number;
}

/** What is kept of an account, beside its people, as far as somebody is about to ask for it. */
export interface AccountKnowledge {
  /** People who succeeded from a network (`203.0.113.0/24`) or a provider (`AS64500`), by UTC day. At most `MOST_PEOPLE`. */
  readonly use: ReadonlyMap<string, ReadonlyMap<number, ReadonlySet<string>>>;
  readonly sprays: ReadonlyMap<string, readonly SpraySpan[]>;
  /** By quarter of an hour since 1970. */
  readonly pushes: ReadonlyMap<number, PushQuarter>;
}

/** No threshold asks for more people than this on one day. */
export const MOST_PEOPLE = 100;
export const USE_DAYS = 30;
export const SPRAY_REACH_MS = 24 * HOUR_MS;

export const QUARTER_MS = 15 * MINUTE_MS;

/** Quarter of an hour of an instant, counted from 1970. */
export function quarterOf(at: number): number {
  return Math.floor(at / QUARTER_MS);
}

/** Whether push failed across the account in a quarter: enough pushes on enough people, and most of them in vain. */
export function isOutageOf(quarter: PushQuarter | null, thresholds: Thresholds): boolean {
  return (
    quarter !== null &&
    quarter.pushes >= thresholds.outagePushes &&
    quarter.failing / quarter.pushes > thresholds.outageShare &&
    quarter.people >= thresholds.outagePeople
  );
}

/**
 * Whether a UTC day tells what a network was used for before another: the day of the sign-in and the one before are under
 * test, as they are for baselines.
 */
export function isWithinUse(on: number, day: number): boolean {
  return on >= day - USE_DAYS - 1 && on <= day - 2;
}

/** Whether a network that sprayed so is no egress at an instant (epoch milliseconds), whoever uses it: for a month. */
export function isDiscredited(sprays: readonly SpraySpan[], at: number): boolean {
  return isWithin(sprays, at - USE_DAYS * SPRAY_REACH_MS, at - SPRAY_REACH_MS);
}

function isWithin(sprays: readonly SpraySpan[], from: number, to: number): boolean {
  return sprays.some(({ firstAt, lastAt }) => lastAt >= from && firstAt <= to);
}

/** Answers what detectors ask of the account at large. */
export function surroundingsOf(
  { use, sprays, pushes }: AccountKnowledge,
  geography: Geography,
  settings: SettingsHistory,
): Surroundings {
  const peopleOf = (key: string, day: number): readonly ReadonlySet<string>[] =>
    [...(use.get(key) ?? [])].filter(([on]) => isWithinUse(on, day)).map(([, people]) => people);
  const spraysOf = (network: string): readonly SpraySpan[] => sprays.get(network) ?? [];
  const isOutageIn = (quarter: number): boolean =>
    isOutageOf(pushes.get(quarter) ?? null, settingsAt(settings, quarter * QUARTER_MS).thresholds);
  return {
    geography,
    isEgress: (network, at) => {
      const { thresholds } = settingsAt(settings, at);
      const busy = peopleOf(network, dayOf(at)).filter(({ size }) => size >= thresholds.egressPeople);
      if (busy.length < thresholds.egressDays) return false;
      return !isDiscredited(spraysOf(network), at);
    },
    othersOnAsn: (asn, personId, at) => {
      const others = new Set(peopleOf(asn, dayOf(at)).flatMap((people) => [...people]));
      others.delete(personId);
      return others.size;
    },
    // An outage seldom begins with a quarter of an hour: its neighbours belong to it.
    isOutage: (at) => [-1, 0, 1].some((step) => isOutageIn(quarterOf(at) + step)),
    isSpraying: (network, at) => isWithin(spraysOf(network), at - SPRAY_REACH_MS, at + SPRAY_REACH_MS),
  };
}
