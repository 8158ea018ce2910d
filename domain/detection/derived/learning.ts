import type { EventKind } from '@/domain/event-catalogue';
import { SIGHTING_RULES } from './detect-person';
import type { Learnt } from './learnt';
import { learntBy } from './learnt';
import type { Thresholds } from './thresholds';

/** Kinds that compare with what a person usually does: of somebody who is still being learnt they tell nothing. */
export const HABIT_KINDS: readonly EventKind[] = SIGHTING_RULES.map(({ kind }) => kind);

/** How far somebody's habits are known on a UTC day, counted from 1970. */
export interface Learning extends Learnt {
  /** The day on which they will be, if nothing more happens; null where it takes more sign-ins first, or they are. */
  readonly readyOn: number | null;
}

/** @param days successes that may become habits, by UTC day */
export function learningOn(days: ReadonlyMap<number, number>, day: number, thresholds: Thresholds): Learning {
  const learnt = learntBy(days, day, thresholds);
  if (learnt.ready) return { ...learnt, readyOn: null };
  // What happened today becomes part of the baseline in two days; by then the shortest time has passed, or not.
  const ahead = Array.from({ length: thresholds.readyDays + 2 }, (_, index) => day + 1 + index);
  return { ...learnt, readyOn: ahead.find((later) => learntBy(days, later, thresholds).ready) ?? null };
}
