/** What a search of raw records can name before the colon. */
export const SEARCH_FIELDS = [
  'person',
  'address',
  'application',
  'result',
  'reason',
  'factor',
  'device',
  'transaction',
  'stream',
  'integration',
  'country',
  'action',
  'actor',
] as const;
export type SearchField = (typeof SEARCH_FIELDS)[number];

/** What each field means, as the box explains it. */
export const FIELD_WORDS: Readonly<Record<SearchField, { readonly label: string; readonly hint: string }>> = {
  person: { label: 'Person', hint: 'name, username or e-mail' },
  address: { label: 'Address', hint: 'an address, or a network such as 198.51.100.0/24' },
  application: { label: 'Application', hint: 'what was signed in to; none for none named' },
  result: { label: 'Result', hint: 'success, denied or fraud' },
  reason: { label: 'Reason', hint: 'why, as the vendor says it; policy for any of the access policy' },
  factor: { label: 'Factor', hint: 'push, code, key and others' },
  device: { label: 'Device', hint: 'name or key of a phone or computer' },
  transaction: { label: 'Transaction', hint: 'the vendor’s id of one authentication' },
  stream: { label: 'Stream', hint: 'the log that the record came from' },
  integration: { label: 'Integration', hint: 'where the record was collected from, by name' },
  country: { label: 'Country', hint: 'where it came from, as the vendor says it' },
  action: { label: 'Action', hint: 'what was done in the vendor’s panel' },
  actor: { label: 'Actor', hint: 'who did it in the vendor’s panel' },
};

/** Other words that people use for a field. */
const ALIASES: Readonly<Record<string, SearchField>> = {
  user: 'person',
  ip: 'address',
  app: 'application',
  tx: 'transaction',
  txid: 'transaction',
};

/** The field that a word before a colon names; null for none. */
export function fieldNamed(word: string): SearchField | null {
  const lower = word.toLowerCase();
  return SEARCH_FIELDS.find((field) => field === lower) ?? ALIASES[lower] ?? null;
}
