import type { Range } from '@/domain/views/dashboard';

/** Ranges in the order in which they are offered; a test holds the words to `domain/views/dashboard.ts`. */
export const RANGE_WORDS: Readonly<Record<Range, { readonly short: string; readonly long: string }>> = {
  '24h': { short: '24 h', long: 'last 24 hours' },
  '7d': { short: '7 d', long: 'last 7 days' },
  '30d': { short: '30 d', long: 'last 30 days' },
  '90d': { short: '90 d', long: 'last 90 days' },
};

export const RANGE_ORDER: readonly Range[] = ['24h', '7d', '30d', '90d'];
export const DEFAULT_RANGE: Range = '30d';

/** The range that an address names; the default where it names none of them. */
export function parseRange(value: string | string[] | null | undefined): Range {
  return RANGE_ORDER.find((range) => range === value) ?? DEFAULT_RANGE;
}
