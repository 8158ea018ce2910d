import { parseSearch, sameTerm, type SearchTerm, writeSearch } from '@/domain/signal-search/parse-search';
import { SEARCH_TIMES } from '@/domain/signal-search/search-time';
import type { SavedSearch, SearchTime } from '@/domain/views/signal';
import { formatClock, formatDate } from './format/moment';

/** What a list of raw records is narrowed to. `from` and `to` in ISO 8601; with either of them `since` says nothing. */
export interface SignalFilter {
  readonly q: string;
  readonly since: SearchTime;
  readonly from: string | null;
  readonly to: string | null;
}

export const DEFAULT_TIME: SearchTime = '7d';

/** The times that end now, in words. */
export const TIME_WORDS: Readonly<Record<SearchTime, string>> = {
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
  '90d': 'Last 90 days',
  all: 'Any time',
};

/** The time of a search that is kept, within a line of words: "last 7 days", "from 1 Nov 2026 00:00". */
export function searchTimeWords(
  { since, from, to }: Pick<SavedSearch, 'since' | 'from' | 'to'>,
  zone: string,
): string {
  const say = (at: string) =>
    `${formatDate(Date.parse(at), zone)} ${formatClock(Date.parse(at), zone, false)}`;
  if (from !== null && to !== null) return `${say(from)} to ${say(to)}`;
  if (from !== null) return `from ${say(from)}`;
  return to === null ? TIME_WORDS[since ?? DEFAULT_TIME].toLowerCase() : `until ${say(to)}`;
}

/** Columns that can be chosen, in their order; when and what is always there. */
export const SIGNAL_COLUMNS = [
  { id: 'person', label: 'Person' },
  { id: 'result', label: 'Result' },
  { id: 'reason', label: 'Reason' },
  { id: 'factor', label: 'Factor' },
  { id: 'application', label: 'Application' },
  { id: 'address', label: 'From' },
  { id: 'devices', label: 'Device' },
  { id: 'action', label: 'Action' },
  { id: 'actor', label: 'Actor' },
  { id: 'trust', label: 'Trust' },
  { id: 'transaction', label: 'Transaction' },
  { id: 'integration', label: 'Integration' },
] as const;
export type SignalColumn = (typeof SIGNAL_COLUMNS)[number]['id'];

const FIRST_COLUMNS: readonly SignalColumn[] = [
  'person',
  'result',
  'reason',
  'factor',
  'application',
  'address',
];

type Get = (name: string) => string | string[] | null | undefined;

/** The filter that an address names. What it misspells does not narrow. */
export function parseSignalFilter(get: Get): SignalFilter {
  return {
    q: text(get('q')).slice(0, 500),
    since: SEARCH_TIMES.find((time) => time === get('since')) ?? DEFAULT_TIME,
    from: instant(get('from')),
    to: instant(get('to')),
  };
}

/** The filter as parameters of the API. */
export function signalFilterInput({ q, since, from, to }: SignalFilter) {
  return {
    ...(q !== '' && { q }),
    ...(from === null && to === null && { since }),
    ...(from !== null && { from }),
    ...(to !== null && { to }),
  };
}

/** The columns that an address names; those of everyday where it names none. */
export function parseColumns(value: string | null): readonly SignalColumn[] {
  if (value === null) return FIRST_COLUMNS;
  const named = value.split(',');
  return SIGNAL_COLUMNS.flatMap(({ id }) => (named.includes(id) ? [id] : []));
}

/** Columns as an address names them; null for those of everyday. */
export function writeColumns(columns: readonly SignalColumn[]): string | null {
  const written = SIGNAL_COLUMNS.flatMap(({ id }) => (columns.includes(id) ? [id] : [])).join(',');
  if (written === FIRST_COLUMNS.join(',')) return null;
  return written === '' ? 'none' : written;
}

/** A search with more conditions: what it says already is not said twice. */
export function withTerms(q: string, terms: readonly SearchTerm[]): string {
  // Reading leaves out what is said again.
  return writeSearch(parseSearch(writeSearch([...parseSearch(q).terms, ...terms])).terms);
}

/** A search without one of its conditions. */
export function withoutTerm(q: string, term: SearchTerm): string {
  return writeSearch(parseSearch(q).terms.filter((one) => !sameTerm(one, term)));
}

function text(value: ReturnType<Get>): string {
  return typeof value === 'string' ? value : '';
}

function instant(value: ReturnType<Get>): string | null {
  const at = Date.parse(text(value));
  return Number.isNaN(at) ? null : new Date(at).toISOString();
}
