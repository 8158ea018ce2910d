import { infiniteQueryOptions, keepPreviousData, queryOptions, skipToken } from '@tanstack/react-query';
import type { AuditPage } from '@/domain/views/audit';
import { read, withParameters } from '@/lib/api/request';
import { auditInput, type AuditFilterWish } from '@/lib/audit-filter';
import { KEY } from './keys';
import { readsOn } from './long-list';

const PATH = '/api/v1/audit';
const FIRST_PAGE: string | null = null;

/** The audit log, newest first, page by page. */
export function auditQuery(filter: AuditFilterWish) {
  return infiniteQueryOptions({
    queryKey: [KEY.audit, auditInput(filter)],
    queryFn: ({ pageParam, signal }) =>
      read('audit', withParameters(PATH, { ...auditInput(filter), cursor: pageParam }), signal),
    initialPageParam: FIRST_PAGE,
    getNextPageParam: (page: AuditPage) => page.nextCursor,
    enabled: ({ state }) => !readsOn(state),
    placeholderData: keepPreviousData,
  });
}

/** One entry, by its number; nothing is asked where there is none. What was written does not change: it is asked for once. */
export function auditEntryQuery(seq: string | null) {
  return queryOptions({
    queryKey: [KEY.auditEntry, seq],
    queryFn:
      seq === null
        ? skipToken
        : ({ signal }) => read('auditEntry', `${PATH}/${encodeURIComponent(seq)}`, signal),
    staleTime: Infinity,
  });
}

/** The address of a file with everything that a filter lets through. */
export function auditFile(filter: AuditFilterWish, format: 'csv' | 'jsonl'): string {
  return withParameters(`${PATH}/export`, { ...auditInput(filter), format });
}
