'use client';

import { ExactTime } from '@/components/charts/exact-time';
import table from '@/components/ui/table.module.css';
import type { BreakdownRow, ScoreBreakdown } from '@/domain/views/identity-scores';
import { stepsThrough } from '@/lib/charts/prepare-course';
import { useZone } from '@/lib/clock';
import { formatClock, formatDay } from '@/lib/format/moment';
import { formatGroups } from '@/lib/format/place';
import { formatContribution, formatPoints } from '@/lib/format/number';
import { FirstRows } from './first-rows';

/** How the parts of the score moved, as numbers: each at even steps through the range, the last of them the moment that is shown. */
export function BreakdownCourse({
  data,
  one,
  many,
}: {
  data: ScoreBreakdown;
  /** What a row is, in the singular and in the plural. */
  one: string;
  many: string;
}) {
  const zone = useZone();
  const { rows, all, range, by } = data;
  const last = data.asOf === null ? 'Now' : 'Then';
  const instants = stepsThrough(range, Date.parse(data.at), all.course.length);
  return (
    <FirstRows rows={rows} what={many}>
      {(shown) => (
        <div
          className={table.scroll}
          role="region"
          aria-label="How the scores moved, as a table"
          tabIndex={0}
        >
          <table className={table.table} aria-label={`How the scores moved, by ${one.toLowerCase()}`}>
            <thead>
              <tr>
                <th scope="col">{one}</th>
                {instants.map((at, step) => (
                  <th scope="col" className={table.num} key={at}>
                    <ExactTime from={at}>
                      {step === instants.length - 1
                        ? last
                        : range === '24h'
                          ? formatClock(at, zone, false)
                          : formatDay(at, zone)}
                    </ExactTime>
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((row) => (
                <tr key={row.key ?? ''}>
                  <th scope="row">{by === 'department' ? formatGroups([row.label], 1) : row.label}</th>
                  <Cells row={row} />
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">All {many}</th>
                <Cells row={all} />
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </FirstRows>
  );
}

/** The last is the present, printed as the breakdown prints it. */
function Cells({ row }: { row: BreakdownRow }) {
  return row.course.map((value, step) => (
    // By place: each is the same step of its range.
    <td className={table.num} key={step}>
      {value === null ? (
        <span className={table.soft}>–</span>
      ) : step === row.course.length - 1 ? (
        formatContribution(row.contributionPrinted, value)
      ) : (
        formatPoints(value, 2)
      )}
    </td>
  ));
}
