import { queryOptions } from '@tanstack/react-query';
import { read } from '@/lib/api/request';
import { KEY } from './keys';

/** Who is signed in, in which account, and what their role allows. */
export function sessionQuery() {
  return queryOptions({
    queryKey: [KEY.session],
    queryFn: ({ signal }) => read('session', '/api/v1/session', signal),
    staleTime: 60_000,
  });
}

/** What the frame of every page shows: counts and whether a worker is running. Asked for again by the clock. */
export function shellQuery() {
  return queryOptions({
    queryKey: [KEY.shell],
    queryFn: ({ signal }) => read('shell', '/api/v1/shell', signal),
    // A worker that dies sends no message, so this one is polled: its silence is said within 20 s.
    refetchInterval: 4_000,
  });
}
