import { isDiscredited, isWithinUse, type SpraySpan, USE_DAYS } from './surroundings';
import { DAY_MS, dayOf } from './terms';

/** UTC days, counted from 1970. */
export interface EgressSpan {
  /** Since the beginning of which day a network has been an egress without a break. */
  readonly since: number;
  /** From the beginning of which day on it is none, if enough people are not seen there again. */
  readonly until: number;
}

/** What a network is known for: the days on which enough people succeeded from there, and its sprays. */
export interface NetworkRecord {
  readonly busy: readonly number[];
  readonly sprays: readonly SpraySpan[];
}

/**
 * How long a network that is an egress at an instant (epoch milliseconds) has been one and will be, looked at by the day.
 * @param needed days of use that make an egress
 */
export function egressSpan({ busy, sprays }: NetworkRecord, needed: number, at: number): EgressSpan {
  const holdsOn = (day: number): boolean =>
    busy.filter((one) => isWithinUse(one, day)).length >= needed && !isDiscredited(sprays, day * DAY_MS);
  let since = dayOf(at);
  while (holdsOn(since - 1)) since -= 1;
  let until = dayOf(at) + 1;
  while (until <= dayOf(at) + USE_DAYS + 2 && holdsOn(until)) until += 1;
  return { since, until };
}
