import type { RangeWindow } from '@/domain/range-window';
import { Refusal } from '@/domain/refusal';
import type { Transaction } from '@/server/data/database';
import {
  countVersions,
  EVENTS_OF_NOW,
  type EventTables,
  eventTablesOf,
} from '@/server/data/events/event-tables';
import type { Moment } from '@/server/services/people/grounds';

/** Events that are put as they were at a past moment for one question. */
const MOST_EVENTS = 200_000;

/** The moment that counts are of, and this one. Epoch milliseconds. */
export interface CountedMoment extends Moment {
  readonly now: number;
}

/** This moment. */
export function momentOfNow(now: number): CountedMoment {
  return { at: now, past: null, now };
}

/**
 * The tables that counts of a window and of the period before it are read from, as of a moment.
 * @throws Refusal where more events occurred in that time than can be put back for one question
 */
export async function eventTablesAt(
  accountId: string,
  tx: Transaction,
  { at, past }: Moment,
  { previousFrom, to }: Pick<RangeWindow, 'previousFrom' | 'to'>,
): Promise<EventTables> {
  if (past === null) return EVENTS_OF_NOW;
  const stretch = { from: previousFrom, to };
  if ((await countVersions(accountId, tx, stretch, MOST_EVENTS + 1)) > MOST_EVENTS)
    throw Refusal.invalid(
      'range',
      `range: more than ${MOST_EVENTS} events occurred in this time and the one before, too many to count them as of a past moment. Choose a shorter range.`,
    );
  return eventTablesOf(accountId, { at, reading: past, ...stretch });
}
