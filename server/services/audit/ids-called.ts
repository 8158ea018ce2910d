import type { Transaction } from '@/server/data/database';
import { membersLike } from '@/server/data/members/members';
import { containing, peopleLike } from '@/server/data/signals/signal-names';
import { thingNames, THING_KINDS } from './entry-subjects';

/** People and members whom a text may name at once in a search of the log; who has more in mind writes more. */
const MOST = 500;

/** Ids of people, members and things that are called so now, by a part of their name or e-mail address. */
export async function idsCalled(accountId: string, tx: Transaction, text: string): Promise<string[]> {
  const pattern = containing(text);
  const people = await peopleLike(accountId, tx, pattern, MOST);
  const members = await membersLike(accountId, tx, pattern, MOST);
  const wanted = text.toLowerCase();
  const things = Object.values(await thingNames(accountId, tx, THING_KINDS)).flatMap((names) =>
    [...names].flatMap(([id, name]) => (name.toLowerCase().includes(wanted) ? [id] : [])),
  );
  return [...people.map(({ id }) => id), ...members, ...things];
}
