import type { Transaction } from '@/server/data/database';
import { idsMergedInto } from '@/server/data/people/merge-people';
import { membersLike } from '@/server/data/members/members';
import { containing, peopleLike } from '@/server/data/signals/signal-names';
import { type Actor, actorMay } from '@/server/services/actor';
import { thingNames, THING_KINDS } from './entry-subjects';

/** People and members whom a text may name at once in a search of the log; who has more in mind writes more. */
const MOST = 10_000;

/**
 * Ids of people, members and things that are called so now, by a part of their name or e-mail address: of people and members
 * as far as the actor may see them, or a search would tell of them. People who were merged count by the ids that they had, too.
 */
export async function idsCalled(
  accountId: string,
  tx: Transaction,
  actor: Actor,
  text: string,
): Promise<string[]> {
  const pattern = containing(text);
  const found = actorMay(actor, 'people:read') ? await peopleLike(accountId, tx, pattern, MOST) : [];
  const people = found.map(({ id }) => id);
  const members = actorMay(actor, 'members:read') ? await membersLike(accountId, tx, pattern, MOST) : [];
  const wanted = text.toLowerCase();
  const things = Object.values(await thingNames(accountId, tx, THING_KINDS)).flatMap((names) =>
    [...names].flatMap(([id, name]) => (name.toLowerCase().includes(wanted) ? [id] : [])),
  );
  return [...people, ...(await idsMergedInto(accountId, tx, people)), ...members, ...things];
}
