import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Range } from '@/domain/views/dashboard';
import { read, withParameters } from '@/lib/api/request';
import { KEY } from './keys';
import { livelyAt, momentInput, momentKey, NOW, type PastMoment } from './past';

/** Everything on the dashboard, for a range that ends now or at a past moment. */
export function dashboardQuery(range: Range, moment: PastMoment = NOW) {
  const { at, reading } = moment;
  return queryOptions({
    queryKey: momentKey(KEY.dashboard, moment, range),
    queryFn: ({ signal }) =>
      read('dashboard', withParameters('/api/v1/dashboard', { range, ...momentInput(at, reading) }), signal),
    placeholderData: keepPreviousData,
    ...livelyAt(at),
  });
}
