import { fitBars } from '@/domain/scoring/rounded-bars';
import type { BreakdownRow, ScoreBreakdown } from '@/domain/views/identity-scores';

export interface PreparedRow {
  readonly row: BreakdownRow;
  /** Points with one decimal. */
  readonly points: number;
  /** Whole per cent as a share of 1. */
  readonly share: number;
  /** Against the period before, in points with one decimal; null where that is not known. */
  readonly moved: number | null;
}

/**
 * The rows of the score breakdown. Where nobody stands in two of them, figures are fitted so that they add up as they are
 * printed; else each is cut by itself.
 */
export function prepareScoreBreakdown({
  rows,
  all,
  overlap,
}: Pick<ScoreBreakdown, 'rows' | 'all' | 'overlap'>): {
  readonly rows: readonly PreparedRow[];
  readonly total: number;
  readonly moved: number | null;
} {
  const total = cut(all.contribution);
  const points = overlap
    ? rows.map(({ contribution }) => cut(contribution))
    : fitBars(
        rows.map(({ contribution }) => contribution),
        total,
        1,
      );
  const shares = overlap
    ? rows.map(({ share }) => Math.round(share * 100))
    : fitBars(
        rows.map(({ share }) => share * 100),
        all.contribution > 0 ? 100 : 0,
        0,
      );
  return {
    total,
    moved: movedBy(total, all.before),
    rows: rows.map((row, index) => {
      const own = points[index] ?? 0;
      return { row, points: own, share: (shares[index] ?? 0) / 100, moved: movedBy(own, row.before) };
    }),
  };
}

/** Cut like every score; the slack keeps a whole tenth whole. */
function cut(value: number): number {
  return Math.floor(value * 10 * (1 + 1e-12)) / 10;
}

function movedBy(points: number, before: number | null): number | null {
  return before === null ? null : Math.round((points - cut(before)) * 10) / 10;
}
