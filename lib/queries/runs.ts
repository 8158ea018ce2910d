import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { RunsPage } from '@/domain/views/run';
import { read, withParameters } from '@/lib/api/request';
import { type RunFilter, runFilterInput } from '@/lib/run-filter';
import { KEY } from './keys';
import { readsOn } from './long-list';

const FIRST_PAGE: string | null = null;

function runsPath(id: string): string {
  return `/api/v1/integrations/${encodeURIComponent(id)}/runs`;
}

/** Runs of an integration, newest first, page by page, narrowed as asked. */
export function narrowedRunsQuery(id: string, filter: RunFilter) {
  return infiniteQueryOptions({
    queryKey: [KEY.runs, id, runFilterInput(filter)],
    queryFn: ({ pageParam, signal }) =>
      read('runs', withParameters(runsPath(id), { ...runFilterInput(filter), cursor: pageParam }), signal),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: RunsPage) => page.nextCursor,
    enabled: ({ state }) => !readsOn(state),
    placeholderData: keepPreviousData,
  });
}

/** One run with its log lines. */
export function runQuery(id: string, run: string) {
  return queryOptions({
    queryKey: [KEY.run, id, run],
    queryFn: ({ signal }) => read('run', `${runsPath(id)}/${encodeURIComponent(run)}`, signal),
  });
}

/** The address of a file with all runs of a filter. */
export function runsFile(id: string, filter: RunFilter, format: 'csv' | 'json'): string {
  return withParameters(`${runsPath(id)}/export`, { ...runFilterInput(filter), format });
}
