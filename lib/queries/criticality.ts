import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { RuleCriticality } from '@/domain/views/criticality';
import type { PersonRow } from '@/domain/views/person';
import { change, read } from '@/lib/api/request';
import { KEY } from './keys';
import type { ChosenPeople } from './watchlists';

/** Every group with its rule. */
export function groupsQuery() {
  return queryOptions({
    queryKey: [KEY.criticality],
    queryFn: ({ signal }) => read('groups', '/api/v1/criticality/groups', signal),
  });
}

/** What a change of criticality makes old on screen. */
const SUBJECTS = [
  KEY.criticality,
  KEY.person,
  KEY.people,
  KEY.watchlists,
  KEY.dashboard,
  KEY.identity,
  KEY.event,
  KEY.events,
];

function useCriticalityChange<Input, Answer>(make: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: make,
    onSettled: () =>
      Promise.all(SUBJECTS.map((subject) => client.invalidateQueries({ queryKey: [subject] }))),
  });
}

/** Sets how critical a person is; null leaves it to the groups. */
export function useSetCriticality(personId: string) {
  return useCriticalityChange((criticality: PersonRow['criticality'] | null) =>
    change('done', `/api/v1/people/${encodeURIComponent(personId)}/criticality`, { criticality }),
  );
}

/** Sets how critical many people are, each for themselves; null leaves it to the groups. */
export function useSetCriticalityOfPeople() {
  return useCriticalityChange(
    (input: { people: ChosenPeople; criticality: PersonRow['criticality'] | null }) =>
      change('changedPeople', '/api/v1/people/criticality', input),
  );
}

/** Sets the rule of a group; null takes it away. */
export function useSetRule(group: string) {
  return useCriticalityChange((criticality: RuleCriticality | null) =>
    criticality === null
      ? change('done', '/api/v1/criticality/groups/remove', { group })
      : change('done', '/api/v1/criticality/groups', { group, criticality }),
  );
}
