import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { AccountEventsPage } from '@/domain/views/account-event';
import type { Range } from '@/domain/views/dashboard';
import { read, withParameters } from '@/lib/api/request';
import { KEY } from './keys';
import { readsOn } from './long-list';

const FIRST_PAGE: string | null = null;

export interface AccountEventFilter {
  /** Null where another time is asked for. */
  readonly range: Range | null;
  /** Only what occurred between two instants, half open. */
  readonly from: string | null;
  readonly to: string | null;
  /** Only what became known after this instant. */
  readonly known: string | null;
  /** Id of the integration that they came from. */
  readonly integration: string | null;
}

const ALL: AccountEventFilter = { range: null, from: null, to: null, known: null, integration: null };

/** What was done to the account itself, newest first, page by page. */
export function accountEventsQuery(filter: AccountEventFilter = ALL) {
  return infiniteQueryOptions({
    queryKey: [KEY.accountEvents, filter],
    queryFn: ({ pageParam, signal }) =>
      read(
        'accountEvents',
        withParameters('/api/v1/account-events', { ...filter, cursor: pageParam }),
        signal,
      ),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: AccountEventsPage) => page.nextCursor,
    enabled: ({ state }) => !readsOn(state),
  });
}

/** One of them with why it matters and the raw records behind it. */
export function accountEventQuery(id: string) {
  return queryOptions({
    queryKey: [KEY.accountEvent, id],
    queryFn: ({ signal }) => read('accountEvent', `/api/v1/account-events/${encodeURIComponent(id)}`, signal),
  });
}
