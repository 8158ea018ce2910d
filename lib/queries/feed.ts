import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Range } from '@/domain/views/dashboard';
import type { QuarantinePage } from '@/domain/views/quarantine';
import { read, withParameters } from '@/lib/api/request';
import { KEY } from './keys';
import { readsOn } from './long-list';

const FIRST_PAGE: string | null = null;

function path(id: string, rest: string): string {
  return `/api/v1/integrations/${encodeURIComponent(id)}/${rest}`;
}

/** What the charts of a feed draw, for a range and a stream, or all streams. */
export function feedChartsQuery(id: string, range: Range, stream: string | null) {
  return queryOptions({
    queryKey: [KEY.feed, id, range, stream],
    queryFn: ({ signal }) =>
      read('feedCharts', withParameters(path(id, 'charts'), { range, stream }), signal),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
  });
}

/** Gaps, volume against usual, push, and the count check. */
export function feedQualityQuery(id: string) {
  return queryOptions({
    queryKey: [KEY.quality, id],
    queryFn: ({ signal }) => read('feedQuality', path(id, 'quality'), signal),
    refetchInterval: 60_000,
  });
}

/** Which kinds can fire here, and why not the others. */
export function coverageQuery(id: string) {
  return queryOptions({
    queryKey: [KEY.coverage, id],
    queryFn: ({ signal }) => read('coverage', path(id, 'coverage'), signal),
    refetchInterval: 60_000,
  });
}

/** What can be told of an integration without asking the vendor. */
export function diagnosisQuery(id: string) {
  return queryOptions({
    queryKey: [KEY.diagnosis, id],
    queryFn: ({ signal }) => read('diagnosis', path(id, 'diagnosis'), signal),
    refetchInterval: 30_000,
  });
}

/** Records that could not be read, newest first, page by page; of one reason, or of all. */
export function quarantineQuery(id: string, reason: string | null) {
  return infiniteQueryOptions({
    queryKey: [KEY.quarantine, id, reason],
    queryFn: ({ pageParam, signal }) =>
      read('quarantine', withParameters(path(id, 'quarantine'), { reason, cursor: pageParam }), signal),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: QuarantinePage) => page.nextCursor,
    enabled: ({ state }) => !readsOn(state),
    placeholderData: keepPreviousData,
  });
}

/** One record in quarantine, whole. */
export function quarantinedQuery(id: string, record: string) {
  return queryOptions({
    queryKey: [KEY.quarantine, id, 'record', record],
    queryFn: ({ signal }) =>
      read('quarantined', path(id, `quarantine/${encodeURIComponent(record)}`), signal),
  });
}
