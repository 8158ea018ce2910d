import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { EventKind } from '@/domain/event-catalogue';
import { integrationIdSchema } from '@/domain/identifiers';
import type { Range } from '@/domain/views/dashboard';
import type { DecidedAs } from '@/domain/views/disposition';
import type { EventRow, EventsPage, Reading } from '@/domain/views/person';
import { read, withParameters } from '@/lib/api/request';

import { KEY } from './keys';
import { momentInput } from './people';

export interface EventFilter {
  readonly range: Range;
  readonly kind: EventKind | null;
  readonly outcome: EventRow['outcome'] | null;
  readonly decided: DecidedAs | null;
  /** Id of the integration that they came from. */
  readonly integration: string | null;
}

const OUTCOMES: readonly EventRow['outcome'][] = ['got_in', 'refused', 'unknown'];

/** The outcome that an address names, or null. */
export function parseOutcome(value: string | string[] | null | undefined): EventRow['outcome'] | null {
  return OUTCOMES.find((outcome) => outcome === value) ?? null;
}

/** The integration that an address names, or null. */
export function parseIntegration(value: string | string[] | null | undefined): string | null {
  const id = integrationIdSchema.safeParse(value);
  return id.success ? id.data : null;
}

const FIRST_PAGE: string | null = null;

/** The parameters of a page of events, as the API takes them; what is not asked for is left out. */
export function eventsInput(filter: EventFilter, cursor: string | null) {
  return {
    range: filter.range,
    ...(filter.kind !== null && { kind: filter.kind }),
    ...(filter.outcome !== null && { outcome: filter.outcome }),
    ...(filter.decided !== null && { disposition: filter.decided }),
    ...(filter.integration !== null && { integration: filter.integration }),
    ...(cursor !== null && { cursor }),
  };
}

/** Identity events, newest first, page by page. */
export function eventsQuery(filter: EventFilter) {
  return infiniteQueryOptions({
    queryKey: [KEY.events, filter],
    queryFn: ({ pageParam, signal }) =>
      read('events', withParameters('/api/v1/events', eventsInput(filter, pageParam)), signal),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: EventsPage) => page.nextCursor,
    placeholderData: keepPreviousData,
  });
}

/** One event with its explanation and the raw records behind it; or that of a past instant, in a reading. */
export function eventQuery(id: string, at: string | null, reading: Reading) {
  return queryOptions({
    queryKey: [KEY.event, id, at, at === null ? null : reading],
    queryFn: ({ signal }) =>
      read(
        'event',
        withParameters(`/api/v1/events/${encodeURIComponent(id)}`, momentInput(at, reading)),
        signal,
      ),
  });
}
