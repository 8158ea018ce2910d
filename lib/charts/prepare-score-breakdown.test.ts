import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { BreakdownRow } from '@/domain/views/identity-scores';
import { prepareScoreBreakdown } from './prepare-score-breakdown';

const row = (contribution: number, share: number, before: number | null = null): BreakdownRow => ({
  key: 'novel_asn',
  label: 'Novel ASN',
  weight: 1.8,
  events: 1,
  people: 1,
  contribution,
  contributionPrinted: contribution.toFixed(2),
  share,
  before,
  course: [],
});

describe('the score breakdown', () => {
  it('fits shares to 100 % where nobody stands in two rows', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 50, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (values) => {
          const sum = values.reduce((total, value) => total + value, 0);
          const { rows } = prepareScoreBreakdown({
            rows: values.map((value) => row(value, value / sum)),
            all: row(sum, 1),
            overlap: false,
          });
          expect(rows.reduce((all, { share }) => all + Math.round(share * 100), 0)).toBe(100);
        },
      ),
    );
  });

  it('does not squeeze rows into a sum that people in two of them exceed', () => {
    const both = { rows: [row(6, 1), row(6, 1)], all: row(6, 1), overlap: true };
    expect(prepareScoreBreakdown(both)).toMatchObject({ rows: [{ share: 1 }, { share: 1 }] });
  });

  it('says by how much it moved, as far as the figures beside it are printed, and nothing where that is not known', () => {
    const parts = { rows: [row(6, 0.6, 4.56), row(4, 0.4)], all: row(10, 1, 12), overlap: false };
    expect(prepareScoreBreakdown(parts)).toMatchObject({
      moved: -2,
      rows: [{ moved: 1.44 }, { moved: null }],
    });
  });

  it('has nothing to add up where nothing adds', () => {
    const nothing = prepareScoreBreakdown({ rows: [row(0, 0)], all: row(0, 0), overlap: false });
    expect(nothing).toMatchObject({ moved: null, rows: [{ share: 0 }] });
  });
});
