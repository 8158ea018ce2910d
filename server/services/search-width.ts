import { Refusal } from '@/domain/refusal';
import type { Transaction } from '@/server/data/database';
import { MOST_READ, type SignalQuery } from '@/server/data/signal-search';
import { spreadOf } from '@/server/data/signal-values';

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
    if (condition.kind === 'values' || condition.kind === 'streams') {
      const spread =
        condition.kind === 'values'
          ? await spreadOf(accountId, tx, condition.any, narrowed)
          : await spreadOf(accountId, tx, EVERYTHING, narrowed, condition.numbers);
      narrowed = { ...narrowed, from: spread.from, to: spread.to };
      matches = Math.min(matches, spread.signals);
      if (spread.from >= spread.to) return { ...narrowed, from: query.to, to: query.to };
    } else if (condition.kind === 'username' || condition.kind === 'transaction') {
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

/** Says that too many records would have to be read, and what to narrow. */
export function tooWide(records: number | null, { from, to }: { from: number; to: number }): Refusal {
  const share = records === null ? 0.1 : MOST_READ / records;
  const hours = Math.max(1, Math.floor((share * (to - from)) / HOUR_MS));
  const time = hours >= 48 ? `${Math.floor(hours / 24)} days` : hours === 1 ? 'an hour' : `${hours} hours`;
  const found =
    records === null
      ? `More than ${MOST_READ.toLocaleString('en')} records were read and hardly any is one of these`
      : `About ${Math.round(records).toLocaleString('en')} records of this time would have to be read`;
  return Refusal.invalid(
    'q',
    `q: ${found}. Add a person or an address, or choose a time of at most ${time}.`,
  );
}
