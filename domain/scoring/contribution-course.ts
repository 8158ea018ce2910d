import { contributions } from './contributions';
import type { Criticality, ScoringPolicy } from './policy';
import { DAY_MS, instantOf, type ScoredEvent } from './scored-event';

/** What one event adds to its person at an instant of a course. */
export interface CourseValue<Event extends ScoredEvent> {
  /** Index of the instant. */
  readonly step: number;
  readonly event: Event;
  /** Unrounded, before the cap. */
  readonly value: number;
}

/**
 * What each event of a person adds to m·A at each of some instants (epoch milliseconds, rising): the bars of the waterfall
 * as they were then. Events that came after an instant add nothing to it. Between two events time scales all of them by
 * one factor, so they are reckoned once for each stretch without one.
 *
 * @param events distinct events of one person, dismissed ones left out
 */
export function contributionCourse<Event extends ScoredEvent>(
  events: readonly Event[],
  policy: ScoringPolicy,
  criticality: Criticality,
  instants: readonly number[],
): CourseValue<Event>[] {
  const halfLifeMs = policy.halfLifeDays * DAY_MS;
  const course: CourseValue<Event>[] = [];
  let reckoned: {
    readonly at: number;
    readonly known: number;
    readonly values: CourseValue<Event>[];
  } | null = null;
  instants.forEach((at, step) => {
    const known = events.reduce((count, event) => (instantOf(event) <= at ? count + 1 : count), 0);
    if (known === 0) return;
    if (reckoned === null || reckoned.known !== known) {
      const values = contributions(events, policy, criticality, at).map(({ event, value }) => ({
        step,
        event,
        value,
      }));
      reckoned = { at, known, values };
    }
    const decay = Math.pow(2, (reckoned.at - at) / halfLifeMs);
    for (const { event, value } of reckoned.values)
      if (value > 0) course.push({ step, event, value: value * decay });
  });
  return course;
}
