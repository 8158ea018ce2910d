import { fitBars } from '@/domain/scoring/rounded-bars';
import type { IdentityDetails } from '@/domain/views/dashboard';

export interface BreakdownRow {
  readonly row: IdentityDetails['breakdown'][number];
  /** Points with one decimal; all rows add up to the total. */
  readonly points: number;
  /** Whole per cent as a share of 1; all rows add up to 1. */
  readonly share: number;
}

/** The rows of the score breakdown with figures that add up as they are printed. */
export function prepareScoreBreakdown(breakdown: IdentityDetails['breakdown']): {
  rows: readonly BreakdownRow[];
  total: number;
} {
  const sum = breakdown.reduce((total, row) => total + row.contribution, 0);
  // Cut like every score; the slack keeps a whole tenth whole.
  const total = Math.floor(sum * 10 * (1 + 1e-12)) / 10;
  const points = fitBars(
    breakdown.map((row) => row.contribution),
    total,
    1,
  );
  const shares = fitBars(
    breakdown.map((row) => row.share * 100),
    sum > 0 ? 100 : 0,
    0,
  );
  return {
    total,
    rows: breakdown.map((row, index) => ({
      row,
      points: points[index] ?? 0,
      share: (shares[index] ?? 0) / 100,
    })),
  };
}
