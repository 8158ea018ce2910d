import { queryOptions } from '@tanstack/react-query';
import { read } from '@/lib/api/request';
import { KEY } from './keys';

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
