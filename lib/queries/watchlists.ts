import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { ChangedPeople } from '@/domain/views/watchlist';
import { change, read, withParameters } from '@/lib/api/request';
import { KEY } from './keys';

const PATH = '/api/v1/watchlists';

/** Every watchlist with who is on it at this instant. */
export const watchlistsQuery = queryOptions({
  queryKey: [KEY.watchlists, 'counted'],
  queryFn: ({ signal }) => read('watchlists', PATH, signal),
  refetchInterval: 60_000,
});

/** The names of every watchlist, to choose from: nobody is counted for it. */
export const watchlistNamesQuery = queryOptions({
  queryKey: [KEY.watchlists, 'named'],
  queryFn: ({ signal }) => read('watchlists', withParameters(PATH, { count: 'no' }), signal),
});

/** Which watchlists a person is on. */
export function personWatchlistsQuery(id: string) {
  return queryOptions({
    queryKey: [KEY.watchlists, 'person', id],
    queryFn: ({ signal }) =>
      read('personWatchlists', `/api/v1/people/${encodeURIComponent(id)}/watchlists`, signal),
  });
}

/** What is said of a watchlist that is made or changed. */
export interface WatchlistDraft {
  readonly name: string;
  readonly description: string;
  readonly rule: Readonly<Record<string, string>> | null;
}

/** Whom a change is for: people one by one, or everybody whom a filter leaves but some, with how many that is. */
export type ChosenPeople =
  | { readonly ids: readonly string[] }
  | {
      readonly filter: Readonly<Record<string, string>>;
      readonly except?: readonly string[];
      readonly expected: number;
    };

function useListChange<Input, Answer>(make: (input: Input) => Promise<Answer>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: make,
    onSettled: () =>
      Promise.all(
        [KEY.watchlists, KEY.people].map((subject) => client.invalidateQueries({ queryKey: [subject] })),
      ),
  });
}

/** Makes a watchlist, or says something else of the one with this id. */
export function useSaveWatchlist(id: string | null) {
  return useListChange((draft: WatchlistDraft) =>
    change('savedWatchlist', id === null ? PATH : `${PATH}/${encodeURIComponent(id)}`, { ...draft }),
  );
}

/** Removes a watchlist. */
export function useRemoveWatchlist() {
  return useListChange((id: string) => change('done', `${PATH}/${encodeURIComponent(id)}/remove`));
}

/** Puts people on a watchlist by hand, or takes them off it. */
export function useChangeWatchlistPeople() {
  return useListChange(
    ({ id, ...body }: { id: string; act: 'add' | 'remove'; people: ChosenPeople }): Promise<ChangedPeople> =>
      change('changedPeople', `${PATH}/${encodeURIComponent(id)}/people`, body),
  );
}
