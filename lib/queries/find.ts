import { queryOptions } from '@tanstack/react-query';
import { read, withParameters } from '@/lib/api/request';
import { isHeld } from '@/lib/live/held';
import { KEY } from './keys';

/** People for words that were typed into the palette. No live message reads them anew: what is chosen from stands still. */
export function findPeopleQuery(words: string) {
  return queryOptions({
    queryKey: [KEY.found, words],
    queryFn: ({ signal }) => read('people', withParameters('/api/v1/people', { q: words }), signal),
    // The next letter asks anew anyway, and whoever types waits for no third attempt; a page that is held still for none.
    retry: (failures) => !isHeld() && failures < 1,
  });
}
