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
