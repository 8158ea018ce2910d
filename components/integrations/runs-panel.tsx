'use client';

import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconDownload } from '@tabler/icons-react';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { ShowMore } from '@/components/ui/show-more';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { WhileOld } from '@/components/ui/while-old';
import type { RunView } from '@/domain/views/run';
import { useOpened } from '@/lib/address';
import { formatDuration } from '@/lib/format/duration';
import { formatCount } from '@/lib/format/number';
import { narrowedRunsQuery, runsFile } from '@/lib/queries/runs';
import { narrows, TRIGGER_WORDS } from '@/lib/run-filter';
import styles from './feed-panels.module.css';
import { RunFilters, useRunFilter } from './run-filters';
import { RunResultChip } from './run-result';
import { RunSheet } from './run-sheet';

const FIGURES = ['Requests', 'Pages', 'Fetched', 'New', 'Duplicate', 'Updated', 'Quarantined'] as const;

/** What each polling attempt did and why it ended: narrowed, exported, opened. */
export function RunsPanel({ integrationId, connector }: { integrationId: string; connector: string }) {
  const run = useOpened('run');
  const filter = useRunFilter();
  const list = useInfiniteQuery(narrowedRunsQuery(integrationId, filter));
  const { data, error, refetch, isPlaceholderData } = list;
  if (data === undefined && error === null)
    return (
      <Loading>
        <CardBones rows={10} />
      </Loading>
    );
  const runs = data?.pages.flatMap((page) => page.runs) ?? [];
  return (
    <Card
      title="Runs"
      note="newest first"
      action={
        <>
          {(['csv', 'json'] as const).map((format) => (
            <Button
              key={format}
              component="a"
              href={runsFile(integrationId, filter, format)}
              download
              size="compact-sm"
              variant="default"
              leftSection={<IconDownload size={14} aria-hidden />}
            >
              Export {format.toUpperCase()}
            </Button>
          ))}
        </>
      }
    >
      <RunFilters connector={connector} />
      {data === undefined && (
        <FailedState what="The runs could not be read." error={error} retry={() => void refetch()} />
      )}
      <WhileOld old={isPlaceholderData}>
        {data !== undefined && runs.length === 0 && <NoRuns narrowed={narrows(filter)} />}
        {runs.length > 0 && (
          <div className={table.scroll}>
            <table className={`${table.table ?? ''} ${table.stacks ?? ''} ${styles.runs ?? ''}`}>
              <thead>
                <tr>
                  <th scope="col">Started</th>
                  <th scope="col">Stream</th>
                  <th scope="col">Trigger</th>
                  <th scope="col" className={table.num}>
                    Took
                  </th>
                  {FIGURES.map((word) => (
                    <th scope="col" className={table.num} key={word}>
                      {word}
                    </th>
                  ))}
                  <th scope="col">Read up to</th>
                  <th scope="col">Result</th>
                </tr>
              </thead>
              <tbody>
                {runs.map((one) => (
                  <Row key={one.id} run={one} onOpen={() => run.open(one.id)} />
                ))}
              </tbody>
            </table>
          </div>
        )}
      </WhileOld>
      <ShowMore list={list} what="runs" />
      <RunSheet integrationId={integrationId} connector={connector} run={run.id} onClose={run.close} />
    </Card>
  );
}

function NoRuns({ narrowed }: { narrowed: boolean }) {
  return narrowed ? (
    <EmptyState title="No run is like this.">
      Choose another stream, result or time, or show all runs.
    </EmptyState>
  ) : (
    <EmptyState title="No run yet.">
      Each polling attempt appears here with what it fetched and why it ended. The first starts by itself when
      a worker is running.
    </EmptyState>
  );
}

function Row({ run, onOpen }: { run: RunView; onOpen: () => void }) {
  const figures = [
    run.requests,
    run.pages,
    run.fetched,
    run.new,
    run.duplicate,
    run.updated,
    run.quarantined,
  ];
  return (
    <tr data-opens>
      <td data-label="Started" className={table.mono}>
        <button type="button" className={table.opener} onClick={onOpen} aria-haspopup="dialog">
          <Moment at={run.startedAt} />
        </button>
      </td>
      <td data-label="Stream">
        {run.streamLabel}
        {run.lane !== 'live' && <span className={table.sub}>{run.laneLabel}</span>}
      </td>
      <td data-label="Trigger" className={table.soft}>
        {TRIGGER_WORDS[run.trigger]}
      </td>
      <td data-label="Took" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
        {run.durationMs === null ? '–' : formatDuration(run.durationMs)}
      </td>
      {FIGURES.map((label, index) => (
        <Figure key={label} label={label} run={run} value={figures[index] ?? 0} />
      ))}
      <td data-label="Read up to" className={`${table.mono ?? ''} ${table.soft ?? ''}`}>
        <Cursor run={run} />
      </td>
      <td data-label="Result" data-wide>
        <RunResultChip run={run} />
        {run.errorMessage !== null && <span className={table.sub}>{run.errorMessage}</span>}
        {run.note !== null && <span className={table.sub}>{run.note}</span>}
      </td>
    </tr>
  );
}

/** How far everything had been read after the run, and before it where it moved. */
function Cursor({ run }: { run: RunView }) {
  if (run.cursorAfter === null) return '–';
  if (run.cursorBefore === run.cursorAfter) return <Moment at={run.cursorAfter} />;
  return (
    <>
      <Moment at={run.cursorAfter} />
      <span className={table.sub}>
        {run.cursorBefore === null ? (
          'from the start'
        ) : (
          <>
            from <Moment at={run.cursorBefore} />
          </>
        )}
      </span>
    </>
  );
}

const QUIET: readonly string[] = ['Requests', 'Pages', 'Duplicate', 'Updated'];

/** A figure of a run; a run that failed before it fetched anything has none, which is not zero. */
function Figure({ label, run, value }: { label: string; run: RunView; value: number }) {
  const none = run.result !== 'done' && value === 0 && label !== 'Requests';
  const soft = none || value === 0 || QUIET.includes(label);
  return (
    <td data-label={label} className={`${table.num ?? ''} ${soft ? (table.soft ?? '') : ''}`}>
      {none ? '–' : formatCount(value)}
    </td>
  );
}
