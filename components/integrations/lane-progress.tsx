'use client';

import { Button } from '@mantine/core';
import { Moment } from '@/components/ui/moment';
import type { IntegrationView, LaneProgress, StreamView } from '@/domain/views/integration';
import { sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { formatShare } from '@/lib/format/number';
import { useIntegrationChange } from '@/lib/queries/use-change';
import page from './integration-page.module.css';
import styles from './integrations.module.css';
import { pathOf } from './steer-dialogs';

/** How far a re-pull or a backfill is, and a way to end it. */
export function LaneProgressLine({
  integration,
  stream,
  progress,
  mayWrite,
}: {
  integration: IntegrationView;
  stream: StreamView;
  progress: LaneProgress;
  mayWrite: boolean;
}) {
  const cancel = useIntegrationChange(() =>
    change('done', pathOf(integration, `streams/${encodeURIComponent(stream.stream)}/repull/cancel`)),
  );
  const what = progress.lane === 'repull' ? 'Re-pull' : 'Backfill, not scored';
  const share = Math.floor(progress.share * 100);
  return (
    <div className={page.progress} role="status">
      <span
        className={page.bar}
        role="progressbar"
        aria-label={`${what} of ${stream.label}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share}
      >
        <div style={{ width: `${String(share)}%` }} />
      </span>
      <span>
        {what}: <Moment at={progress.goal.from} seconds={false} /> to{' '}
        <Moment at={progress.goal.to} seconds={false} />, {formatShare(progress.share)}
        {progress.share > 0 && (
          <>
            , read until <Moment at={progress.readUntil} seconds={false} />
          </>
        )}
        {integration.state !== 'enabled'
          ? ', waits until reading is resumed'
          : !stream.enabled
            ? ', waits until the stream is switched on'
            : progress.retryAt !== null
              ? ', failed; asked again soon'
              : progress.reading
                ? ', being read'
                : ', waits for its turn'}
      </span>
      {progress.lane === 'repull' && mayWrite && (
        <Button
          size="compact-sm"
          variant="default"
          loading={cancel.isPending}
          onClick={() => cancel.mutate()}
        >
          Cancel re-pull
        </Button>
      )}
      {cancel.error !== null && <span className={styles.formError}>{sentenceOf(cancel.error)}</span>}
    </div>
  );
}
