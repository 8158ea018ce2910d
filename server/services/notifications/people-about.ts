import type { About } from '@/domain/notifications/rule';
import type { Transaction } from '@/server/data/database';
import { idsOfPeople } from '@/server/data/people/narrowed-people';
import type { PeopleNarrowing } from '@/server/data/people/people-narrowing';
import { findWatchlist } from '@/server/data/people/watchlists';
import { currentPolicy } from '@/server/data/scoring/scoring-policies';
import { membersOf } from '@/server/services/people/people-filter';

/**
 * Of these people those whom a rule is about at this instant (epoch milliseconds). A watchlist that is gone names nobody:
 * it never makes a rule about everybody.
 */
export async function peopleAbout(
  accountId: string,
  tx: Transaction,
  about: About,
  people: readonly string[],
  now: number,
): Promise<ReadonlySet<string>> {
  const ids = [...new Set(people)];
  if (about.who === 'everybody' || ids.length === 0) return new Set(ids);
  const { number, policy } = await currentPolicy(accountId, tx);
  const narrowings: PeopleNarrowing[] = [
    ...about.groups.map((group) => ({ group })),
    ...about.criticalities.map((criticality) => ({ criticality })),
  ];
  for (const id of about.watchlists) {
    const list = await findWatchlist(accountId, tx, id);
    if (list !== null) narrowings.push({ watchlist: membersOf(list, policy, now) });
  }
  const found = new Set<string>();
  for (const narrowing of narrowings)
    for (const id of await idsOfPeople(accountId, tx, number, { ...narrowing, ids }, ids.length))
      found.add(id);
  return found;
}
