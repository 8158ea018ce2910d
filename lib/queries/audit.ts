import { infiniteQueryOptions, keepPreviousData } from '@tanstack/react-query';
import type { AuditPage } from '@/domain/views/audit';
import { read, withParameters } from '@/lib/api/request';
import { auditInput, type AuditFilterWish } from '@/lib/audit-filter';
import { KEY } from './keys';

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
    placeholderData: keepPreviousData,
  });
}

/** The address of a file with everything that a filter lets through. */
export function auditFile(filter: AuditFilterWish, format: 'csv' | 'jsonl'): string {
  return withParameters(`${PATH}/export`, { ...auditInput(filter), format });
}
