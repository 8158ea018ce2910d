import { z } from 'zod';
import { personIdSchema } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import type { Transaction } from '@/server/data/database';
import { countPeople, idsOfPeople } from '@/server/data/people/narrowed-people';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import type { NamesInAnswer } from '@/server/services/privacy/names-in-answers';
import { narrowingOf, strictPeopleFilterSchema } from './people-filter';

/** People named one by one. */
const MOST_NAMED = 1000;

const namedPeopleSchema = z
  .array(personIdSchema)
  .max(MOST_NAMED, `people: name at most ${MOST_NAMED} one by one, or use a filter.`);

/**
 * Whom a change is for: people one by one, or everybody whom a filter leaves, without those who were taken out again, with how
 * many a member was told that is.
 */
export const chosenPeopleSchema = z.union(
  [
    z.strictObject({ ids: namedPeopleSchema.min(1, 'people: choose somebody.') }),
    z.strictObject({
      filter: strictPeopleFilterSchema,
      except: namedPeopleSchema.min(1, 'people: leave except out where nobody is taken out.').optional(),
      expected: z.int().min(0),
    }),
  ],
  'people: give ids, or filter with expected, the number of people whom you were shown.',
);

/**
 * The ids of the people who were chosen, in order.
 * @throws Refusal where a filter leaves another number than was confirmed, or more than `most`
 */
export async function chosenPeople(
  accountId: string,
  tx: Transaction,
  chosen: z.output<typeof chosenPeopleSchema>,
  {
    now,
    names,
    most,
    instead,
  }: {
    readonly now: number;
    readonly names: Pick<NamesInAnswer, 'withheld'>;
    readonly most: number;
    readonly instead: string;
  },
): Promise<string[]> {
  const { number, policy } = await currentPolicy(accountId, tx);
  const narrowing =
    'ids' in chosen
      ? { ids: chosen.ids }
      : {
          ...(await narrowingOf(accountId, tx, chosen.filter, { policy, at: now, names })),
          except: chosen.except,
        };
  // Read once, so that who is counted is who is changed.
  const ids = await idsOfPeople(accountId, tx, number, narrowing, most + 1);
  const people = ids.length > most ? await countPeople(accountId, tx, number, narrowing) : ids.length;
  if ('filter' in chosen && people !== chosen.expected) {
    const but = chosen.except === undefined ? '' : ' but those who were taken out';
    throw Refusal.conflict(
      'people',
      `people: the filter leaves ${people} people now${but} and not ${chosen.expected}. Look at the list again.`,
    );
  }
  if (ids.length > most)
    throw Refusal.invalid(
      'people',
      `people: this can be done for ${most} at once, not for ${people}. ${instead}`,
    );
  return ids;
}
