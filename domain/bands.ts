/**
 * The five bands of both scores, and the number that is printed beside them. One function decides the band from the
 * unrounded value; the printed number is cut, never rounded, so that it cannot name another band.
 */

/** Band ids from lowest to highest. */
export const BANDS = ['very_low', 'low', 'medium', 'high', 'very_high'] as const;

export type Band = (typeof BANDS)[number];

export interface BandFacts {
  readonly id: Band;
  readonly label: string;
  /** 1 for Very Low to 5 for Very High: how many strokes its shape has. */
  readonly index: 1 | 2 | 3 | 4 | 5;
  /** The lowest value that belongs to the band. */
  readonly lowerEdge: number;
  /** The lowest value that no longer belongs to it; infinite for the highest. */
  readonly upperEdge: number;
  /** The printed numbers it covers, for legends. */
  readonly range: string;
}

export const BAND_FACTS: Readonly<Record<Band, BandFacts>> = {
  very_low: { id: 'very_low', label: 'Very Low', index: 1, lowerEdge: 0, upperEdge: 2, range: '0 to 1.9' },
  low: { id: 'low', label: 'Low', index: 2, lowerEdge: 2, upperEdge: 4, range: '2.0 to 3.9' },
  medium: { id: 'medium', label: 'Medium', index: 3, lowerEdge: 4, upperEdge: 6, range: '4.0 to 5.9' },
  high: { id: 'high', label: 'High', index: 4, lowerEdge: 6, upperEdge: 8, range: '6.0 to 7.9' },
  very_high: {
    id: 'very_high',
    label: 'Very High',
    index: 5,
    lowerEdge: 8,
    upperEdge: Infinity,
    range: '8.0 to 10',
  },
};

/** The highest score there is. */
export const SCORE_CAP = 10;

/** What arithmetic on doubles may take off a value that is a whole tenth on paper, relative to the value. */
const ROUNDING_SLACK = 8 * Number.EPSILON;

/** The band of an unrounded score; values above the cap are Very High. */
export function bandOf(unrounded: number): Band {
  if (unrounded >= BAND_FACTS.very_high.lowerEdge) return 'very_high';
  if (unrounded >= BAND_FACTS.high.lowerEdge) return 'high';
  if (unrounded >= BAND_FACTS.medium.lowerEdge) return 'medium';
  if (unrounded >= BAND_FACTS.low.lowerEdge) return 'low';
  return 'very_low';
}

/** The band one step down, or null for Very Low. */
export function nextBandBelow(band: Band): Band | null {
  return BANDS[BAND_FACTS[band].index - 2] ?? null;
}

/**
 * The number to print for an unrounded score: capped at 10 and cut to one decimal.
 *
 * A value that misses a whole tenth by no more than `slack` (relative) is taken as that tenth, so that a sum that is
 * 0.3 on paper prints 0.3; but never when that would print a number of the next band.
 */
export function shownScore(unrounded: number, slack: number = ROUNDING_SLACK): number {
  const capped = Math.min(Math.max(unrounded, 0), SCORE_CAP);
  const shown = Math.floor(capped * 10 * (1 + slack)) / 10;
  if (bandOf(shown) === bandOf(capped)) return Math.min(shown, SCORE_CAP);
  return (Math.round(shown * 10) - 1) / 10;
}

/** Moves a value that rounding put past an edge of its band back inside, by as little as a double can say. */
export function withinBand(unrounded: number, band: Band): number {
  const { lowerEdge, upperEdge } = BAND_FACTS[band];
  if (unrounded < lowerEdge) return lowerEdge;
  return unrounded < upperEdge ? unrounded : upperEdge * (1 - Number.EPSILON / 2);
}
