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
