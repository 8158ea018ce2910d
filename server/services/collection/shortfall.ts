import type { FetchedPage } from '@/server/connectors/connector';
import type { Transaction } from '@/server/data/database';
import { countRunsInARow } from '@/server/data/integrations/runs';
import { storedInWindow } from '@/server/data/signals/signals';
import type { Cycle } from './cycle';

/** So often in a row a window is asked for again whose end the vendor does not show; then the rest is named. */
const MOST_SHORTFALLS = 3;

/** Said of a run that ended so. Runs are told apart by it: never change it without those that are stored. */
export const SHORTFALL_NOTE =
  'The vendor said that there is more, and yet gave no page or one that we had. It is asked again.';

/** How a window ended of which the vendor showed less than it says that it has. */
export interface Shortfall {
  /** Everything in the window up to here has been read; null where nobody can tell. Epoch milliseconds. */
  readonly until: number | null;
  /** It has been so time after time: what is missing is to be named, and reading goes on behind it. */
  readonly givenUp: boolean;
}

/**
 * Whether the last page of a window was the end: the vendor said that there is more, and yet gave no page or one that we
 * had. Where it counts, as many records as it counts are the end all the same. Where it does not, nobody can tell, and
 * nothing is taken for read: not even the newest record, for its order is not ours to choose. Null where all is well.
 */
export async function shortfallOf(
  accountId: string,
  tx: Transaction,
  { key, window, rejected, manifest, failures }: Cycle,
  page: FetchedPage,
): Promise<Shortfall | null> {
  if (page.nextOffset === null || manifest.holds !== 'records') return null;
  const stored = await storedInWindow(accountId, tx, key, window);
  if (page.total !== null && stored.signals + rejected.size >= page.total) return null;
  const before = await countRunsInARow(accountId, tx, key, failures, ({ note }) => note === SHORTFALL_NOTE);
  return { until: page.total === null ? null : stored.newest, givenUp: before + 1 >= MOST_SHORTFALLS };
}
