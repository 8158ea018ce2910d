import type { Transaction } from '@/server/data/database';
import type { EventFilter } from '@/server/data/events/event-list';
import { idsOfPeople } from '@/server/data/people/narrowed-people';
import type { Moment } from '@/server/services/people/grounds';
import type { PeopleAt } from '@/server/services/people/people-at';

/** What narrows events to people, or one, in a group of the directory: as known then, to whoever was in it then. */
export async function inDepartment(
  accountId: string,
  tx: Transaction,
  { department, person }: { readonly department?: string | undefined; readonly person?: string | undefined },
  { number, past, tables }: Pick<PeopleAt, 'number' | 'tables'> & Pick<Moment, 'past'>,
): Promise<Pick<EventFilter, 'department' | 'people'>> {
  if (department === undefined || past !== 'then') return { department };
  const narrowing = { group: department, ids: person === undefined ? undefined : [person] };
  return { people: await idsOfPeople(accountId, tx, number, narrowing, null, tables) };
}
