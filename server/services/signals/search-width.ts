import { Refusal } from '@/domain/refusal';
import type { Transaction } from '@/server/data/database';
import { type Condition, MOST_READ, type SignalQuery } from '@/server/data/signals/signal-search';
import { spreadOf } from '@/server/data/signals/signal-values';

const HOUR_MS = 3_600_000;
const EVERYTHING = [{ field: 'all', value: '' }] as const;

/**
 * A query by time alone, narrowed to the days on which its rarest value was said. Refused where a page of so many would
 * mean reading too much, before anything is read: what is known by day says how often it is met. Never for `null`.
 * @throws Refusal
 */
export async function narrowedToDays(
  accountId: string,
  tx: Transaction,
  query: SignalQuery,
  page: number | null,
): Promise<SignalQuery> {
  if (query.access.by !== 'time' || query.conditions.length === 0) return query;
  let narrowed = query;
  let matches = Infinity;
  let certain = true;
  for (const condition of query.conditions) {
    if (condition.negated) continue;
    const spread = await spreadOfCondition(accountId, tx, condition, narrowed);
    if (spread !== null) {
      narrowed = { ...narrowed, from: spread.from, to: spread.to };
      matches = Math.min(matches, spread.signals);
      if (spread.from >= spread.to) return { ...narrowed, from: query.to, to: query.to };
    } else if (['username', 'transaction', 'unsaid'].includes(condition.kind)) {
      certain = false;
    }
  }
  if (page === null) return narrowed;
  const all = (await spreadOf(accountId, tx, EVERYTHING, narrowed)).signals;
  const found = Math.min(matches, all);
  const toRead = certain && found >= page ? (all * page) / found : all;
  if (all > MOST_READ && toRead > MOST_READ) throw tooWide(all, narrowed);
  return narrowed;
}

/** How often a condition is met, and on which days; null where that is not kept by day. */
async function spreadOfCondition(
  accountId: string,
  tx: Transaction,
  condition: Condition,
  query: SignalQuery,
): Promise<Awaited<ReturnType<typeof spreadOf>> | null> {
  switch (condition.kind) {
    case 'values':
      return spreadOf(accountId, tx, condition.any, query);
    case 'streams':
      return spreadOf(accountId, tx, EVERYTHING, query, { streams: condition.numbers });
    case 'integrations':
      return spreadOf(accountId, tx, EVERYTHING, query, { integrations: condition.ids });
    case 'people':
    case 'username':
    case 'network':
    case 'unsaid':
    case 'transaction':
      return null;
  }
}

/** Records that one file holds. */
export const MOST_IN_FILE = 50_000;

/**
 * Why a file cannot hold what a search finds over a window, and what to narrow; null where it can. `records` is null
 * where so many would have to be read that they were not counted.
 */
export function fileRefusal(
  records: number | null,
  window: { readonly from: number; readonly to: number },
): string | null {
  if (records !== null && records <= MOST_IN_FILE) return null;
  const most = MOST_IN_FILE.toLocaleString('en');
  const found =
    records === null
      ? `More than ${MOST_READ.toLocaleString('en')} records would have to be read for the file`
      : `${records.toLocaleString('en')} records match, and a file holds at most ${most}`;
  const time = shareOfTime(records === null ? 0.1 : MOST_IN_FILE / records, window);
  return `${found}. Add a person or an address, or choose a time of at most ${time}.`;
}

function shareOfTime(share: number, { from, to }: { readonly from: number; readonly to: number }): string {
  const hours = Math.max(1, Math.floor((share * (to - from)) / HOUR_MS));
  return hours >= 48 ? `${Math.floor(hours / 24)} days` : hours === 1 ? 'an hour' : `${hours} hours`;
}

/** Says that too many records would have to be read, and what to narrow. */
export function tooWide(records: number | null, { from, to }: { from: number; to: number }): Refusal {
  const time = shareOfTime(records === null ? 0.1 : MOST_READ / records, { from, to });
  const found =
    records === null
      ? `More than ${MOST_READ.toLocaleString('en')} records were read and hardly any is one of these`
      : `About ${Math.round(records).toLocaleString('en')} records of this time would have to be read`;
  return Refusal.invalid(
    'q',
    `q: ${found}. Add a person or an address, or choose a time of at most ${time}.`,
  );
}
