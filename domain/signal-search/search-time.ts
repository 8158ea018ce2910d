/** Words alone, for the browser too: times offered for a search; `all` reaches as far back as records are kept. */
export const SEARCH_TIMES = ['24h', '7d', '30d', '90d', 'all'] as const;
export type SearchTime = (typeof SEARCH_TIMES)[number];

/** Records before one, and as many after it, that are shown around it. */
export const MOST_BESIDE = 10;
