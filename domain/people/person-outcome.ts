import type { Outcome } from '@/domain/detection/candidate';

/** What weighs more comes first. */
export const OUTCOMES = ['got_in', 'unknown', 'refused'] as const satisfies readonly Outcome[];

/**
 * Whether they got in as somebody, by all events of theirs that count: got in, if any says so; unknown, if of any it
 * cannot be told; refused where all of them were. Null without an event.
 *
 * A campaign is one source at one time, and where that was refused, what is not known of it is taken for refused as
 * well. The events of a person are of many sources: that one was refused tells nothing of another.
 */
export function outcomeOfPerson(events: readonly { readonly outcome: Outcome }[]): Outcome | null {
  return OUTCOMES.find((outcome) => events.some((event) => event.outcome === outcome)) ?? null;
}
