import { QueryClient, type QueryClientConfig } from '@tanstack/react-query';
import { Problem } from '@/lib/api/problem';

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
        retry: (failures, error) => typeof window !== 'undefined' && failures < 3 && mayPass(error),
        retryDelay: (attempt) => Math.min(1000 * 2 ** attempt, 15_000),
      },
    },
  });
}

/** Whether asking again can help: not when the server understood and refused. */
function mayPass(error: unknown): boolean {
  return !(error instanceof Problem) || error.status === 0 || error.status >= 500;
}
