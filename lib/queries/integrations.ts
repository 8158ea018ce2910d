import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { RunsPage } from '@/domain/views/run';
import { read, withParameters } from '@/lib/api/request';
import { KEY } from './keys';

const FIRST_PAGE: string | null = null;

/** The hub: every integration with its status. */
export function hubQuery() {
  return queryOptions({
    queryKey: [KEY.hub],
    queryFn: ({ signal }) => read('hub', '/api/v1/integrations', signal),
    refetchInterval: 15_000,
  });
}

/** One integration: status, streams, newest runs. Asked for again by the clock, since lateness sends no message. */
export function integrationQuery(id: string) {
  return queryOptions({
    queryKey: [KEY.integration, id],
    queryFn: ({ signal }) => read('integration', `/api/v1/integrations/${encodeURIComponent(id)}`, signal),
    refetchInterval: 15_000,
  });
}

/** What came from an integration: asked for when it is to be deleted. */
export function holdingsQuery(id: string) {
  return queryOptions({
    queryKey: [KEY.integration, id, 'holdings'],
    queryFn: ({ signal }) =>
      read('holdings', `/api/v1/integrations/${encodeURIComponent(id)}/holdings`, signal),
    staleTime: 0,
  });
}

/** Runs of an integration, newest first, page by page. */
export function runsQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: [KEY.runs, id],
    queryFn: ({ pageParam, signal }) =>
      read(
        'runs',
        withParameters(`/api/v1/integrations/${encodeURIComponent(id)}/runs`, { cursor: pageParam }),
        signal,
      ),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: RunsPage) => page.nextCursor,
  });
}
