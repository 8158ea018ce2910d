import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { EventKind } from '@/domain/event-catalogue';
import type { Range } from '@/domain/views/dashboard';
import { read, withParameters } from '@/lib/api/request';
import { KEY } from './keys';

/** What is counted beside identity events, in a range. */
export function behaviorsQuery(range: Range) {
  return queryOptions({
    queryKey: [KEY.behaviors, range],
    queryFn: ({ signal }) => read('behaviors', withParameters('/api/v1/behaviors', { range }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

/** The identity behavior in a range, of one kind or of all. */
export function identityQuery(range: Range, kind: EventKind | null) {
  return queryOptions({
    queryKey: [KEY.identity, range, kind],
    queryFn: ({ signal }) =>
      read('identityDetails', withParameters('/api/v1/behaviors/identity', { range, kind }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}
