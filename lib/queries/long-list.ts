import {
  type InfiniteData,
  type InfiniteQueryObserverResult,
  type QueryKey,
  type QueryState,
  useQueryClient,
} from '@tanstack/react-query';

/** What a list that grows page by page says of its further pages. */
export type LongList = Pick<
  InfiniteQueryObserverResult,
  'error' | 'hasNextPage' | 'isFetchingNextPage' | 'isFetchNextPageError'
> & { readonly fetchNextPage: () => Promise<unknown> };

/** Up to so many pages a list follows what changes; one that somebody has scrolled further down stands still. */
const LIVE_PAGES = 5;

/** Whether a list of so many pages has grown too long to be read anew with each change; `most` where its pages are dear. */
export function standsStill(pages: number, most = LIVE_PAGES): boolean {
  return pages > most;
}

/**
 * Whether a further page is on its way, or could not be read. What changes meanwhile waits for it: to read the list anew
 * would call that page off, and with changes every few seconds it would never come, nor be said to have failed.
 */
export function readsOn<Page>({ fetchMeta, fetchStatus, status }: QueryState<InfiniteData<Page>>): boolean {
  return fetchMeta?.fetchMore !== undefined && (fetchStatus !== 'idle' || status === 'error');
}

/** Whether a list follows what changes: for as long as it is short, and none of its further pages is on its way. */
export function followsChanges<Page>(state: QueryState<InfiniteData<Page>>, most = LIVE_PAGES): boolean {
  return !standsStill(state.data?.pages.length ?? 0, most) && !readsOn(state);
}

/** Brings a list that stands still up to date: its first page as it is now, from the top of the page. */
export function useUpToDate(queryKey: QueryKey): () => Promise<void> {
  const client = useQueryClient();
  return async () => {
    client.setQueryData(queryKey, (old: InfiniteData<unknown> | undefined) =>
      old === undefined ? old : { pages: old.pages.slice(0, 1), pageParams: old.pageParams.slice(0, 1) },
    );
    window.scrollTo({ top: 0 });
    await client.invalidateQueries({ queryKey });
  };
}
