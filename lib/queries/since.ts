import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Since } from '@/domain/views/since';
import { change, read } from '@/lib/api/request';
import { KEY } from './keys';

/** What came since the member was last here. */
export function sinceQuery() {
  return queryOptions({
    queryKey: [KEY.since],
    queryFn: ({ signal }) => read('since', '/api/v1/since', signal),
    refetchInterval: 60_000,
  });
}

/** Takes it away until the next visit. */
export function useDismissSince() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => change('done', '/api/v1/since/dismiss'),
    onSuccess: () =>
      client.setQueryData([KEY.since], (old: Since | undefined) =>
        old === undefined ? old : { ...old, news: null },
      ),
    onSettled: () => client.invalidateQueries({ queryKey: [KEY.since] }),
  });
}
