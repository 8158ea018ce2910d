import { queryOptions } from '@tanstack/react-query';
import { read } from '@/lib/api/request';
import { KEY } from './keys';

/** The account's notice on monitoring, and whether people are shown. */
export function noticeQuery() {
  return queryOptions({
    queryKey: [KEY.notice],
    queryFn: ({ signal }) => read('notice', '/api/v1/notice', signal),
  });
}

/** How long the account keeps each kind of data. */
export function retentionQuery() {
  return queryOptions({
    queryKey: [KEY.retention],
    queryFn: ({ signal }) => read('retention', '/api/v1/retention', signal),
  });
}

/** What would be lost if a person were erased. */
export function erasureQuery(personId: string) {
  return queryOptions({
    queryKey: [KEY.erasures, personId],
    queryFn: ({ signal }) =>
      read('erasureLoss', `/api/v1/people/${encodeURIComponent(personId)}/erasure`, signal),
  });
}

/** Who was erased on request, without who it was. */
export function erasuresQuery() {
  return queryOptions({
    queryKey: [KEY.erasures],
    queryFn: ({ signal }) => read('erasures', '/api/v1/erasures', signal),
  });
}
