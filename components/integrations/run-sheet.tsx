'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import type { ReactNode } from 'react';
import { Moment } from '@/components/ui/moment';
import { Sheet } from '@/components/ui/sheet';
import { Bone, Loading } from '@/components/ui/skeleton';
import { FailedState } from '@/components/ui/states';
import type { RunDetail } from '@/domain/views/run';
import { formatDuration } from '@/lib/format/duration';
import { formatCount } from '@/lib/format/number';
import { runQuery } from '@/lib/queries/runs';
import { TRIGGER_WORDS } from '@/lib/run-filter';
import styles from './feed-panels.module.css';
import shared from './integrations.module.css';
import { RunResultChip } from './run-result';

/** A run, opened: what it did, why it ended, what to do, and what it said while it worked. */
export function RunSheet({
  integrationId,
  connector,
  run,
  onClose,
}: {
  integrationId: string;
  connector: string;
  run: string | null;
  onClose: () => void;
}) {
  return (
    <Sheet open={run !== null} onClose={onClose} title="Run" side="right">
      {run !== null && <Opened integrationId={integrationId} connector={connector} run={run} />}
    </Sheet>
  );
}

function Opened({
  integrationId,
  connector,
  run,
}: {
  integrationId: string;
  connector: string;
  run: string;
}) {
  const { data, error, refetch } = useQuery(runQuery(integrationId, run));
  if (data === undefined) {
    if (error === null)
      return (
        <Loading>
          <Bone width="100%" height={240} />
        </Loading>
      );
    return <FailedState what="This run could not be read." error={error} retry={() => void refetch()} />;
  }
  return (
    <div className={styles.runOpened}>
      <p className={styles.runHead}>
        <strong>{data.streamLabel}</strong>
        <RunResultChip run={data} />
      </p>
      {data.errorMessage !== null && <RunError run={data} connector={connector} />}
      {data.note !== null && <p className={styles.runNote}>{data.note}</p>}
      <RunFacts run={data} />
      <h3 className={styles.subhead}>Log</h3>
      <RunLog run={data} />
    </div>
  );
}

function RunError({ run, connector }: { run: RunDetail; connector: string }) {
  return (
    <div className={styles.runError} data-lost={run.result === 'lost' || undefined}>
      <p>
        <strong>{run.errorMessage}</strong>
        {run.errorCode !== null && <span className={shared.errorCode}>{run.errorCode}</span>}
      </p>
      {run.remedy !== null && (
        <p>
          {run.remedy}
          {run.guideAnchor !== null && (
            <>
              {' '}
              <Link className={shared.link} href={`/integrations/new/${connector}#${run.guideAnchor}`}>
                Show me in the guide
              </Link>
            </>
          )}
        </p>
      )}
      {run.retryAt !== null && (
        <p>
          Tried again at <Moment at={run.retryAt} />, <Moment at={run.retryAt} as="relative" />.
        </p>
      )}
    </div>
  );
}

function RunFacts({ run }: { run: RunDetail }) {
  return (
    <dl className={styles.runFacts}>
      <Fact label="Started">
        <Moment at={run.startedAt} />
      </Fact>
      <Fact label="Took">{run.durationMs === null ? 'not over yet' : formatDuration(run.durationMs)}</Fact>
      <Fact label="Lane">{run.laneLabel}</Fact>
      <Fact label="Trigger">{TRIGGER_WORDS[run.trigger]}</Fact>
      <Fact label="Requests">{formatCount(run.requests)}</Fact>
      <Fact label="Pages">{formatCount(run.pages)}</Fact>
      <Fact label="Fetched">{formatCount(run.fetched)}</Fact>
      <Fact label="New">{formatCount(run.new)}</Fact>
      <Fact label="Duplicate">{formatCount(run.duplicate)}</Fact>
      <Fact label="Updated">{formatCount(run.updated)}</Fact>
      <Fact label="Quarantined">{formatCount(run.quarantined)}</Fact>
      <Fact label="Read up to, before">
        {run.cursorBefore === null ? 'nothing yet' : <Moment at={run.cursorBefore} />}
      </Fact>
      <Fact label="Read up to, after">
        {run.cursorAfter === null ? 'nothing yet' : <Moment at={run.cursorAfter} />}
      </Fact>
      <Fact label="Worker">{run.worker}</Fact>
      <Fact label="Correlation id">
        <span className={styles.mono}>{run.id}</span>
      </Fact>
    </dl>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function RunLog({ run }: { run: RunDetail }) {
  if (run.log.length === 0)
    return (
      <p className={styles.soft}>
        {run.result === 'running'
          ? 'It has said nothing yet.'
          : 'It left no lines. The log of the worker has it under the correlation id.'}
      </p>
    );
  return (
    <ol className={styles.log} aria-label="Log lines of this run" tabIndex={0}>
      {run.log.map((line, index) => (
        <li key={index} data-level={line.level}>
          <Moment at={line.at} />
          <span className={styles.logLevel}>{line.level}</span>
          <span>{line.message}</span>
        </li>
      ))}
    </ol>
  );
}
