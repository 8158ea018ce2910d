import { QueryClient, type QueryClientConfig } from '@tanstack/react-query';
import { Problem } from '@/lib/api/problem';
import { isHeld } from '@/lib/live/held';

/** A query client with the settings of the house: answers stay fresh for 20 s, and live messages end that early. */
export function makeQueryClient(config: Pick<QueryClientConfig, 'queryCache'> = {}): QueryClient {
  return new QueryClient({
    ...config,
    defaultOptions: {
      queries: {
        staleTime: 20_000,
        gcTime: 5 * 60_000,
        refetchOnWindowFocus: true,
        // A page being rendered must answer now: a redirect to sign in is not a failure to be tried again.
        // One that is held still would wait with it until the page goes on.
        retry: (failures, error) =>
          typeof window !== 'undefined' && !isHeld() && failures < 3 && mayPass(error),
        retryDelay: (attempt) => Math.min(1000 * 2 ** attempt, 15_000),
      },
    },
  });
}

/** Whether asking again can help: not when the server understood and refused. */
function mayPass(error: unknown): boolean {
  return !(error instanceof Problem) || error.status === 0 || error.status >= 500;
}
