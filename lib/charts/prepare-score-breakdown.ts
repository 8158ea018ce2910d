import { fitBars } from '@/domain/scoring/rounded-bars';
import type { BreakdownRow, ScoreBreakdown } from '@/domain/views/identity-scores';

export interface PreparedRow {
  readonly row: BreakdownRow;
  /** Whole per cent as a share of 1. */
  readonly share: number;
  /** Against the period before, in points with two decimals; null where that is not known. */
  readonly moved: number | null;
}

/**
 * The rows of the score breakdown. What they add is printed by the server and adds up as it is; shares are fitted to 100 %
 * where nobody stands in two rows, else each is rounded by itself.
 */
export function prepareScoreBreakdown({
  rows,
  all,
  overlap,
}: Pick<ScoreBreakdown, 'rows' | 'all' | 'overlap'>): {
  readonly rows: readonly PreparedRow[];
  readonly moved: number | null;
} {
  const shares = overlap
    ? rows.map(({ share }) => Math.round(share * 100))
    : fitBars(
        rows.map(({ share }) => share * 100),
        all.contribution > 0 ? 100 : 0,
        0,
      );
  return {
    moved: movedBy(all),
    rows: rows.map((row, index) => ({ row, share: (shares[index] ?? 0) / 100, moved: movedBy(row) })),
  };
}

/** What is printed now less what was added before, cut like every score; the slack keeps a whole hundredth whole. */
function movedBy({ contributionPrinted, before }: BreakdownRow): number | null {
  if (before === null) return null;
  const hundredths = Math.round(Number(contributionPrinted) * 100);
  return (hundredths - Math.floor(before * 100 * (1 + 1e-12))) / 100;
}
