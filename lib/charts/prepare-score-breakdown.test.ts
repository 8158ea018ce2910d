import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { prepareScoreBreakdown } from './prepare-score-breakdown';

const row = (contribution: number, share: number) => ({
  kind: 'novel_asn' as const,
  label: 'Novel ASN',
  weight: 1.8,
  events: 1,
  people: 1,
  contribution,
  share,
});

describe('the score breakdown', () => {
  it('prints figures that add up to what is printed under them', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.01, max: 50, noNaN: true }), { minLength: 1, maxLength: 20 }),
        (values) => {
          const sum = values.reduce((total, value) => total + value, 0);
          const { rows, total } = prepareScoreBreakdown(values.map((value) => row(value, value / sum)));
          const tenths = rows.reduce((all, { points }) => all + Math.round(points * 10), 0);
          expect(tenths).toBe(Math.round(total * 10));
          expect(total).toBeLessThanOrEqual(sum * (1 + 1e-9));
          expect(rows.reduce((all, { share }) => all + Math.round(share * 100), 0)).toBe(100);
        },
      ),
    );
  });

  it('has nothing to add up where nothing adds', () => {
    expect(prepareScoreBreakdown([])).toEqual({ rows: [], total: 0 });
    expect(prepareScoreBreakdown([row(0, 0)])).toMatchObject({ total: 0, rows: [{ points: 0, share: 0 }] });
  });
});
