'use client';

import { percent } from '@/components/charts/percent';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { BAND_FACTS, bandOf } from '@/domain/bands';
import type { IdentityDetails } from '@/domain/views/dashboard';
import { useAddress } from '@/lib/address';
import { prepareScoreBreakdown } from '@/lib/charts/prepare-score-breakdown';
import { formatCount, formatPoints, formatShare } from '@/lib/format/number';
import styles from './behaviors.module.css';

/** What the attack factors of all people are made of, kind by kind. */
export function ScoreBreakdown({ details }: { details: IdentityDetails }) {
  const address = useAddress();
  const { rows, total } = prepareScoreBreakdown(details.breakdown);
  return (
    <Card title="Score breakdown" note="what each kind adds to all people together, now and before the cap">
      {details.breakdown.length === 0 ? (
        <EmptyState title="Nothing adds to anybody’s attack factor.">
          With the first identity event this shows which kinds the scores are made of.
        </EmptyState>
      ) : (
        <div className={table.scroll}>
          <table className={`${table.table ?? ''} ${table.stacks ?? ''}`}>
            <thead>
              <tr>
                <th scope="col">Kind</th>
                <th scope="col" className={table.num}>
                  Weight
                </th>
                <th scope="col" className={table.num}>
                  Events
                </th>
                <th scope="col" className={table.num}>
                  People
                </th>
                <th scope="col">Share</th>
                <th scope="col" className={table.num}>
                  Adds
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map(({ row, points, share }) => (
                <tr key={row.kind} data-opens>
                  <th scope="row" data-lead>
                    <button
                      type="button"
                      className={table.opener}
                      data-row
                      onClick={() => address.set({ kind: row.kind, tab: 'latest' }, 'push')}
                    >
                      {row.label}
                    </button>
                  </th>
                  <td data-label="Weight" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                    {row.weight.toFixed(1)}
                  </td>
                  <td data-label="Events" className={table.num}>
                    {formatCount(row.events)}
                  </td>
                  <td data-label="People" className={table.num}>
                    {formatCount(row.people)}
                  </td>
                  <td data-label="Share" data-wide>
                    <span className={styles.shareCell}>
                      <svg className={styles.share} height="10" aria-hidden="true" focusable="false">
                        <rect width="100%" height="10" rx="2" fill="var(--p-band-0)" />
                        <rect
                          width={percent(row.share)}
                          height="10"
                          rx="2"
                          fill={`var(--p-band-${BAND_FACTS[bandOf(row.weight)].index})`}
                        />
                      </svg>
                      {formatShare(share)}
                    </span>
                  </td>
                  <td data-label="Adds" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
                    {formatPoints(points)}
                  </td>
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row" data-lead colSpan={5}>
                  All kinds
                </th>
                <td data-label="Adds" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
                  {formatPoints(total)}
                </td>
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </Card>
  );
}
