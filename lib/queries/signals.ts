import { keepPreviousData, queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { SearchField } from '@/domain/signal-search/search-fields';
import { change, read, withParameters } from '@/lib/api/request';
import { type SignalFilter, signalFilterInput } from '@/lib/signal-filter';
import { KEY } from './keys';

const PATH = '/api/v1/signals';
/** What was found stays as it is until somebody searches again: an analyst reads it. */
const WHILE_READ = { staleTime: Infinity, refetchOnWindowFocus: false } as const;

/** One page of a search of raw records. */
export function signalsQuery(filter: SignalFilter, cursor: string | null) {
  return queryOptions({
    queryKey: [KEY.signals, 'page', signalFilterInput(filter), cursor],
    queryFn: ({ signal }) =>
      read('signals', withParameters(PATH, { ...signalFilterInput(filter), cursor }), signal),
    placeholderData: keepPreviousData,
    ...WHILE_READ,
  });
}

/** How many records a search finds over its time. */
export function signalHistogramQuery(filter: SignalFilter) {
  return queryOptions({
    queryKey: [KEY.signals, 'histogram', signalFilterInput(filter)],
    queryFn: ({ signal }) =>
      read('signalHistogram', withParameters(`${PATH}/histogram`, signalFilterInput(filter)), signal),
    placeholderData: keepPreviousData,
    ...WHILE_READ,
  });
}

/** Where the file is of everything that a search finds. */
export function signalsFile(filter: SignalFilter, format: 'csv' | 'jsonl'): string {
  return withParameters(`${PATH}/export`, { ...signalFilterInput(filter), format });
}

/** One raw record. Opening it is noted in the audit log, so it is asked for once. */
export function signalQuery(id: string) {
  return queryOptions({
    queryKey: [KEY.signal, id],
    queryFn: ({ signal }) => read('signal', `${PATH}/${encodeURIComponent(id)}`, signal),
    ...WHILE_READ,
  });
}

/** What the beginning of a value may become. */
export function completionsQuery(field: SearchField, begins: string) {
  return queryOptions({
    queryKey: [KEY.signals, 'completions', field, begins],
    queryFn: ({ signal }) =>
      read('completions', withParameters(`${PATH}/completions`, { field, begins }), signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  });
}

/** The searches that the member keeps. */
export const savedSearchesQuery = queryOptions({
  queryKey: [KEY.savedSearches],
  queryFn: ({ signal }) => read('savedSearches', `${PATH}/saved`, signal),
});

/** Keeps a search under a name. */
export function useSaveSearch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ name, filter }: { readonly name: string; readonly filter: SignalFilter }) =>
      change('savedSearches', `${PATH}/saved`, { name, ...signalFilterInput(filter) }),
    onSettled: () => client.invalidateQueries({ queryKey: [KEY.savedSearches] }),
  });
}

/** Removes a search that the member keeps. */
export function useRemoveSearch() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => change('savedSearches', `${PATH}/saved/${encodeURIComponent(id)}/remove`),
    onSettled: () => client.invalidateQueries({ queryKey: [KEY.savedSearches] }),
  });
}
