'use client';

import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconAlertTriangle, IconCheck, IconCircleX, IconLoader2, IconPlayerStop } from '@tabler/icons-react';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { CardBones } from '@/components/ui/skeleton';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { RunView } from '@/domain/views/run';
import { useNow, useZone } from '@/lib/clock';
import { formatDuration } from '@/lib/format/duration';
import { formatClock } from '@/lib/format/moment';
import { formatCount } from '@/lib/format/number';
import { runsQuery } from '@/lib/queries/integrations';

const TRIGGERS: Readonly<Record<RunView['trigger'], string>> = {
  schedule: 'Schedule',
  manual: 'By hand',
  retry: 'Retry',
  delivery: 'Delivery',
};

const SIZE = { size: 13, stroke: 2.2, 'aria-hidden': true } as const;

/** What each polling attempt did and why it ended. */
export function RunsCard({ id }: { id: string }) {
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    runsQuery(id),
  );
  if (data === undefined && error === null) return <CardBones rows={8} />;
  const runs = data?.pages.flatMap((page) => page.runs) ?? [];
  return (
    <Card title="Runs" note="newest first">
      {data === undefined && (
        <FailedState what="The runs could not be read." error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && runs.length === 0 && (
        <EmptyState title="No run yet.">
          Each polling attempt appears here with what it fetched and why it ended. The first starts by itself
          when a worker is running.
        </EmptyState>
      )}
      {runs.length > 0 && (
        <div className={table.scroll}>
          <table className={`${table.table ?? ''} ${table.stacks ?? ''}`}>
            <thead>
              <tr>
                <th scope="col">Started</th>
                <th scope="col">Stream</th>
                <th scope="col">Trigger</th>
                {['Took', 'Requests', 'Pages', 'Fetched', 'New', 'Duplicate', 'Quarantined'].map((word) => (
                  <th scope="col" className={table.num} key={word}>
                    {word}
                  </th>
                ))}
                <th scope="col">Result</th>
              </tr>
            </thead>
            <tbody>
              {runs.map((run) => (
                <tr key={run.id}>
                  <td data-label="Started" className={table.mono}>
                    <Moment at={run.startedAt} />
                  </td>
                  <td data-label="Stream">{run.streamLabel}</td>
                  <td data-label="Trigger" className={table.soft}>
                    {TRIGGERS[run.trigger]}
                  </td>
                  <td data-label="Took" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                    {run.durationMs === null ? '–' : formatDuration(run.durationMs)}
                  </td>
                  <Count label="Requests" run={run} value={run.requests} soft />
                  <Count label="Pages" run={run} value={run.pages} soft />
                  <Count label="Fetched" run={run} value={run.fetched} />
                  <Count label="New" run={run} value={run.new} />
                  <Count label="Duplicate" run={run} value={run.duplicate} soft />
                  <Count label="Quarantined" run={run} value={run.quarantined} soft />
                  <td data-label="Result">
                    <Result run={run} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {hasNextPage && (
        <div className={table.more}>
          <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            Show older runs
          </Button>
        </div>
      )}
    </Card>
  );
}

/** A figure of a run; a run that failed before it fetched anything has none, which is not zero. */
function Count({
  label,
  run,
  value,
  soft = false,
}: {
  label: string;
  run: RunView;
  value: number;
  soft?: boolean;
}) {
  const none = run.result !== 'done' && value === 0 && label !== 'Requests';
  return (
    <td data-label={label} className={`${table.num ?? ''} ${soft || none ? (table.soft ?? '') : ''}`}>
      {none ? '–' : formatCount(value)}
    </td>
  );
}

function Result({ run }: { run: RunView }) {
  const zone = useZone();
  const now = useNow();
  switch (run.result) {
    case 'running':
      return (
        <Chip tone="accent" icon={<IconLoader2 {...SIZE} />}>
          Running for{' '}
          {formatDuration(Math.max(1000, Math.floor((now - Date.parse(run.startedAt)) / 1000) * 1000))}
        </Chip>
      );
    case 'done':
      return run.quarantined === 0 ? (
        <Chip tone="good" icon={<IconCheck {...SIZE} />}>
          Done
        </Chip>
      ) : (
        <Chip tone="warn" icon={<IconAlertTriangle {...SIZE} />}>
          Done, {formatCount(run.quarantined)} in quarantine
        </Chip>
      );
    case 'lost': {
      const why = run.errorMessage ?? 'It ended before its time. What was committed stays.';
      return (
        <>
          <Chip tone="quiet" icon={<IconPlayerStop {...SIZE} />} title={why}>
            Cut off
          </Chip>
          <span className={table.sub}>{why}</span>
        </>
      );
    }
    case 'failed': {
      const next = run.retryAt === null ? '' : `, next try ${formatClock(Date.parse(run.retryAt), zone)}`;
      return (
        <>
          <Chip tone="bad" icon={<IconCircleX {...SIZE} />} title={run.errorCode ?? undefined}>
            Failed{next}
          </Chip>
          {run.errorMessage !== null && <span className={table.sub}>{run.errorMessage}</span>}
        </>
      );
    }
  }
}
