import { type QueryClient, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { change, read } from '@/lib/api/request';
import { KEY } from './keys';
import { peopleInput, type PeopleFilter } from './people';

const PATH = '/api/v1/people/views';

/** The views of the list of people that the member keeps. */
export const savedViewsQuery = queryOptions({
  queryKey: [KEY.savedViews],
  queryFn: ({ signal }) => read('savedViews', PATH, signal),
});

/** A watchlist says how many views use it. */
function refresh(client: QueryClient) {
  return Promise.all(
    [KEY.savedViews, KEY.watchlists].map((subject) => client.invalidateQueries({ queryKey: [subject] })),
  );
}

/** Keeps filters and order under a name. */
export function useSaveView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, filter }: { readonly name: string; readonly filter: PeopleFilter }) =>
      change('savedViews', PATH, { name, view: peopleInput(filter, null) }),
    onSettled: () => refresh(client),
  });
}

/** Removes a view that the member keeps. */
export function useRemoveView() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => change('savedViews', `${PATH}/${encodeURIComponent(id)}/remove`),
    onSettled: () => refresh(client),
  });
}
