import type { Query, QueryClient } from '@tanstack/react-query';
import type { QuerySubject } from '@/lib/queries/keys';

/** Queries that are asked once more as soon as the answer they are waiting for is there. */
const askedAgain = new WeakSet<Query>();

/**
 * What is shown of a subject, or of everything, is read again. A read that has failed and is being tried again goes on:
 * messages that come faster than its tries would else begin it anew for ever, and nobody would be told that it fails.
 */
export function refreshShown(client: QueryClient, subject?: QuerySubject): void {
  const queryKey = subject === undefined ? [] : [subject];
  void client.invalidateQueries({ queryKey, predicate: (query) => !isTriedAgain(query) });
  for (const query of client.getQueryCache().findAll({ queryKey, predicate: isTriedAgain }))
    askOnceMore(client, query);
}

/**
 * What is shown stays as it is, though it was being read again: the answer is not waited for. What is read for the first time,
 * or further, goes on.
 */
export function keepShown(client: QueryClient): void {
  void client.cancelQueries({
    predicate: ({ state }) => state.data !== undefined && state.fetchMeta?.fetchMore === undefined,
  });
}

function isTriedAgain({ state }: Query): boolean {
  return state.fetchStatus !== 'idle' && state.fetchFailureCount > 0;
}

/** The try that is under way may have been answered from before the change. */
function askOnceMore(client: QueryClient, query: Query): void {
  if (askedAgain.has(query)) return;
  askedAgain.add(query);
  const settled = (): void => void askedAgain.delete(query);
  void query.promise?.then(() => {
    settled();
    void client.invalidateQueries({ queryKey: query.queryKey, exact: true });
  }, settled);
}
