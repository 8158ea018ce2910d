import { groupOrNone } from '@/domain/people/ungrouped';
import type { Transaction } from '@/server/data/database';
import type { EventFilter } from '@/server/data/events/event-list';
import { idsOfPeople } from '@/server/data/people/narrowed-people';
import type { Moment } from '@/server/services/people/grounds';
import type { PeopleAt } from '@/server/services/people/people-at';
import type { EventNarrowing } from './event-narrowing';

/**
 * What narrows events to people, or one, in a group of the directory or in none: as known then, to whom that was so of then.
 * @throws Refusal where both are asked for
 */
export async function inDepartment(
  accountId: string,
  tx: Transaction,
  {
    department: named,
    ungrouped,
    person,
  }: Pick<EventNarrowing, 'department' | 'ungrouped'> & { readonly person?: string | undefined },
  { number, past, tables }: Pick<PeopleAt, 'number' | 'tables'> & Pick<Moment, 'past'>,
): Promise<Pick<EventFilter, 'department' | 'people'>> {
  const department = groupOrNone('department', named, ungrouped);
  if (department === undefined || past !== 'then') return { department };
  const narrowing = { group: department, ids: person === undefined ? undefined : [person] };
  return { people: await idsOfPeople(accountId, tx, number, narrowing, null, tables) };
}
