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

/** The tables that counts of a window are read from, and those for the period before it. */
export interface EventTablesAt {
  readonly tables: EventTables;
  readonly tablesBefore: EventTables;
}

/**
 * The tables that counts of a window and of the period before it are read from, as of a moment. Each holds its own time and no
 * more: to put events back is most of what such a count costs.
 * @throws Refusal where more events occurred in that time than can be put back for one question
 */
export async function eventTablesAt(
  accountId: string,
  tx: Transaction,
  moment: Moment,
  { from, to, previousFrom, previousTo }: RangeWindow,
): Promise<EventTablesAt> {
  const { at, past } = moment;
  if (past === null) return { tables: EVENTS_OF_NOW, tablesBefore: EVENTS_OF_NOW };
  await refuseTooManyThen(accountId, tx, moment, { from: previousFrom, to });
  return {
    tables: eventTablesOf(accountId, { at, reading: past, from, to }),
    tablesBefore: eventTablesOf(accountId, { at, reading: past, from: previousFrom, to: previousTo }),
  };
}

/**
 * Of this moment nothing is put back, and nothing is refused.
 * @param stretch epoch milliseconds, half open
 * @throws Refusal where more events occurred in a stretch of time than can be put back to a past moment for one question
 */
export async function refuseTooManyThen(
  accountId: string,
  tx: Transaction,
  { past }: Pick<Moment, 'past'>,
  stretch: { readonly from: number; readonly to: number },
): Promise<void> {
  if (past === null) return;
  if ((await countVersions(accountId, tx, stretch, MOST_EVENTS + 1)) <= MOST_EVENTS) return;
  throw Refusal.invalid(
    'range',
    `range: more than ${MOST_EVENTS} events occurred in the time that is asked for, too many to put them back to a past moment. Choose a shorter range.`,
  );
}
