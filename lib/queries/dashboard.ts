import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Range } from '@/domain/views/dashboard';
import { read, withParameters } from '@/lib/api/request';
import { KEY } from './keys';

/** Everything on the dashboard, for a range. */
export function dashboardQuery(range: Range) {
  return queryOptions({
    queryKey: [KEY.dashboard, range],
    queryFn: ({ signal }) => read('dashboard', withParameters('/api/v1/dashboard', { range }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}
