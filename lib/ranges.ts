import type { Range, Step } from '@/domain/views/dashboard';

/** Ranges in the order in which they are offered; a test holds the words to `domain/views/dashboard.ts`. */
export const RANGE_WORDS: Readonly<Record<Range, { readonly short: string; readonly long: string }>> = {
  '24h': { short: '24 h', long: 'last 24 hours' },
  '7d': { short: '7 d', long: 'last 7 days' },
  '30d': { short: '30 d', long: 'last 30 days' },
  '90d': { short: '90 d', long: 'last 90 days' },
  '180d': { short: '180 d', long: 'last 180 days' },
};

/** A range in words, as in "last 7 days"; where it ends at a past moment, "last 7 days before then". */
export function rangeWords(range: Range, asOf: string | null): string {
  const { long } = RANGE_WORDS[range];
  return asOf === null ? long : `${long} before then`;
}

export const RANGE_ORDER: readonly Range[] = ['24h', '7d', '30d', '90d', '180d'];
/** The bars that a chart of a range may have, the usual first; the same test holds these too. */
export const STEP_CHOICES: Readonly<Record<Range, readonly Step[]>> = {
  '24h': ['hour'],
  '7d': ['hour', 'day'],
  '30d': ['day', 'hour'],
  '90d': ['day'],
  '180d': ['day'],
};

/** The bars that an address asks for, where the range has them; else the usual. */
export function parseStep(range: Range, value: string | string[] | null | undefined): Step {
  const choices = STEP_CHOICES[range];
  return choices.find((step) => step === value) ?? choices[0] ?? 'day';
}

/** What a change of events is against. */
export const CHANGE_WORDS = 'Against the period before, up to the same time: the two are equally long.';

export const DEFAULT_RANGE: Range = '30d';

/** The range that an address names; the default where it names none of them. */
export function parseRange(value: string | string[] | null | undefined): Range {
  return RANGE_ORDER.find((range) => range === value) ?? DEFAULT_RANGE;
}
