'use client';

import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { EmptyState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { FeedQuality, GapView } from '@/domain/views/feed-quality';
import { formatDuration } from '@/lib/format/duration';
import { formatCount } from '@/lib/format/number';

/** The ledger of what was not, or may not have been, collected. */
export function GapsCard({ gaps, count }: { gaps: readonly GapView[]; count: FeedQuality['gapCount'] }) {
  const note =
    count.all === 0
      ? undefined
      : `${formatCount(count.open)} open of ${formatCount(count.all)}${gaps.length < count.all ? `, the newest ${formatCount(gaps.length)} shown` : ''}`;
  return (
    <Card title="Gaps" note={note}>
      {gaps.length === 0 ? (
        <EmptyState title="No gap is known.">
          Whatever is not collected, or may be incomplete, is entered here with its cause: history that the
          vendor no longer keeps, a time that was skipped or switched off. Charts and reports draw it.
        </EmptyState>
      ) : (
        <div className={table.scroll}>
          <table className={`${table.table ?? ''} ${table.stacks ?? ''}`}>
            <thead>
              <tr>
                <th scope="col">Stream</th>
                <th scope="col">From</th>
                <th scope="col">To</th>
                <th scope="col" className={table.num}>
                  Length
                </th>
                <th scope="col">Cause</th>
                <th scope="col">Found</th>
                <th scope="col">Refilled</th>
              </tr>
            </thead>
            <tbody>
              {gaps.map((gap) => (
                <Row key={gap.id} gap={gap} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  );
}

function Row({ gap }: { gap: GapView }) {
  const length = Date.parse(gap.to) - Date.parse(gap.from);
  return (
    <tr>
      <th scope="row" data-lead>
        <strong className={table.strong}>{gap.streamLabel}</strong>
      </th>
      <td data-label="From" className={table.mono}>
        <Moment at={gap.from} />
      </td>
      <td data-label="To" className={table.mono}>
        <Moment at={gap.to} />
      </td>
      <td data-label="Length" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
        {formatDuration(Math.max(1_000, length))}
      </td>
      <td data-label="Cause" data-wide>
        {gap.cause === 'same_second' && <strong className={table.strong}>Possible gap. </strong>}
        {gap.why}
      </td>
      <td data-label="Found" className={`${table.soft ?? ''} ${table.nowrap ?? ''}`}>
        <Moment at={gap.foundAt} as="relative" />
      </td>
      <td data-label="Refilled" className={table.nowrap}>
        {gap.refilledAt === null ? (
          <Chip tone="warn">Open</Chip>
        ) : (
          <Chip tone="good">
            Refilled <Moment at={gap.refilledAt} as="relative" />
          </Chip>
        )}
      </td>
    </tr>
  );
}
