import { contributions, type Contribution } from './contributions';
import type { Criticality, ScoringPolicy } from './policy';
import { fitBars } from './rounded-bars';
import type { ScoredEvent } from './scored-event';

/** A contribution with what is printed for it. */
export interface PrintedContribution<Event extends ScoredEvent = ScoredEvent> extends Contribution<Event> {
  /** Hundredths of a point, so that sums of them are exact. */
  readonly hundredths: number;
}

/**
 * The one rule for printing what an event adds, on every page: two decimals, fitted among all events of its person at
 * that instant, so that they add up to the uncapped attack factor as it is printed, which is cut like every score. What
 * several events add together, of one person or of many, is printed as the sum of these.
 *
 * @param events all events of one person that count, dismissed ones left out
 * @param at epoch milliseconds
 * @returns the contributions in the order of `contributions`, and the uncapped factor in hundredths
 */
export function printedContributions<Event extends ScoredEvent>(
  events: readonly Event[],
  policy: ScoringPolicy,
  criticality: Criticality,
  at: number,
): { readonly parts: PrintedContribution<Event>[]; readonly uncapped: number } {
  const parts = contributions(events, policy, criticality, at);
  const sum = parts.reduce((total, { value }) => total + value, 0);
  // The slack keeps a whole hundredth whole: sums are exact to one part in a million million.
  const uncapped = Math.floor(sum * 100 * (1 + 2e-12));
  const fitted = fitBars(
    parts.map(({ value }) => value),
    uncapped / 100,
    2,
  );
  return {
    parts: parts.map((part, index) => ({ ...part, hundredths: Math.round((fitted[index] ?? 0) * 100) })),
    uncapped,
  };
}

/** Hundredths as the API prints them: "1.50", "-1.66". */
export function printHundredths(hundredths: number): string {
  return (hundredths / 100).toFixed(2);
}
