'use client';

import { ActionIcon, Button, Menu, Switch } from '@mantine/core';
import { IconCheck, IconDots, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Moment } from '@/components/ui/moment';
import { StatusChip } from '@/components/ui/status-chip';
import table from '@/components/ui/table.module.css';
import type { IntegrationView, StreamView } from '@/domain/views/integration';
import { sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { useNow } from '@/lib/clock';
import { formatDuration, formatInterval } from '@/lib/format/duration';
import { formatRelative } from '@/lib/format/moment';
import { formatCountOf } from '@/lib/format/number';
import { shellQuery } from '@/lib/queries/frame';
import { useIntegrationChange } from '@/lib/queries/use-change';
import { lacksWorker } from '@/lib/status-words';
import { CollectedCount } from './collected-count';
import page from './integration-page.module.css';
import styles from './integrations.module.css';
import { IntervalDialog } from './interval-dialog';
import { LaneProgressLine } from './lane-progress';
import { RepullDialog } from './repull-dialog';
import { pathOf, Question } from './steer-dialogs';

type Open = 'interval' | 'repull' | 'off' | null;

/** One stream: its switch, how it is, how far it has read, and what can be done with it. */
export function StreamRow({
  integration,
  stream,
  mayWrite,
  columns,
}: {
  integration: IntegrationView;
  stream: StreamView;
  mayWrite: boolean;
  columns: number;
}) {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const more = useRef<HTMLButtonElement>(null);
  // A dialog gives the focus back to what had it; the item of the menu is gone by then.
  const fromMenu = (dialog: Open) => () => {
    more.current?.focus();
    setOpen(dialog);
  };
  const at = pathOf(integration, `streams/${encodeURIComponent(stream.stream)}`);
  const set = useIntegrationChange((enabled: boolean) => change('done', at, { enabled }), close);
  const run = useIntegrationChange(() => change('done', `${at}/run`));
  const polled = integration.delivery === 'polled';
  const runs = mayWrite && polled && stream.enabled && integration.state === 'enabled';
  const failure = run.error ?? (open === 'off' ? null : set.error);
  return (
    <>
      <tr>
        <th scope="row" data-lead>
          <span className={page.streamName}>
            {mayWrite && (
              <Switch
                size="sm"
                aria-label={`Read ${stream.label}`}
                title={stream.switchable ? undefined : 'What the integration is there for: always on'}
                checked={set.isPending ? set.variables : stream.enabled}
                classNames={{ track: stream.switchable ? '' : (page.fixedTrack ?? '') }}
                aria-disabled={!stream.switchable || set.isPending || undefined}
                onChange={(event) => {
                  if (!stream.switchable || set.isPending) return;
                  if (event.currentTarget.checked) set.mutate(true);
                  else setOpen('off');
                }}
              />
            )}
            <span title={stream.summary}>
              <strong className={table.strong}>{stream.label}</strong>
              <span className={table.sub}>
                {stream.permission}
                <Permission found={stream.permissionFound} />
              </span>
            </span>
          </span>
        </th>
        <td data-label="Status">
          <StatusChip status={stream.status} />
          {stream.status.word === 'not_available' && stream.status.until !== null && (
            <span className={table.sub}>
              asked again <Moment at={stream.status.until} as="relative" />
            </span>
          )}
        </td>
        {polled && (
          <td data-label="Interval">
            {mayWrite ? (
              <button
                type="button"
                className={page.every}
                aria-label={`Interval of ${stream.label}: ${formatInterval(stream.intervalSeconds)}. Change it`}
                onClick={() => setOpen('interval')}
              >
                {formatInterval(stream.intervalSeconds)}
              </button>
            ) : (
              formatInterval(stream.intervalSeconds)
            )}
            {stream.shortenedSeconds !== null && (
              <span className={table.sub} title="Only the simulator is read faster than the interval says">
                here every {formatDuration(stream.shortenedSeconds * 1000)}
              </span>
            )}
          </td>
        )}
        <td data-label={polled ? 'Last run' : 'Last delivery'} className={table.nowrap}>
          {stream.lastRunAt === null ? '–' : <Moment at={stream.lastRunAt} />}
          {polled && (
            <span className={table.sub}>
              <NextRun stream={stream} />
            </span>
          )}
        </td>
        {polled && (
          <td data-label="Read up to" className={table.nowrap}>
            {stream.cursorAt === null ? '–' : <Moment at={stream.cursorAt} />}
            {stream.lagMs !== null && (
              <span className={table.sub}>{formatDuration(wholeSeconds(stream.lagMs))} behind</span>
            )}
          </td>
        )}
        <td data-label="Records, 24 h" className={table.num}>
          <Volume integration={integration} stream={stream} />
        </td>
        <td data-wide>
          <span className={page.rowActions}>
            {runs && (
              <Button
                size="compact-sm"
                variant="subtle"
                loading={run.isPending}
                aria-label={`Run ${stream.label} now`}
                onClick={() => run.mutate()}
              >
                {stream.status.word === 'not_available' ? 'Probe now' : 'Run now'}
              </Button>
            )}
            {mayWrite && polled && (
              <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
                <Menu.Target>
                  <ActionIcon
                    ref={more}
                    variant="subtle"
                    color="gray"
                    aria-label={`More for ${stream.label}`}
                  >
                    <IconDots size={17} stroke={1.8} aria-hidden />
                  </ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item onClick={fromMenu('interval')}>Change the interval</Menu.Item>
                  <Menu.Item
                    disabled={stream.readable === null || integration.state !== 'enabled'}
                    onClick={fromMenu('repull')}
                  >
                    Re-pull a window
                  </Menu.Item>
                </Menu.Dropdown>
              </Menu>
            )}
          </span>

          <IntervalDialog
            open={open === 'interval'}
            integration={integration}
            stream={stream}
            onClose={close}
          />
          <RepullDialog
            open={open === 'repull'}
            integration={integration}
            stream={stream}
            readable={stream.readable}
            onClose={close}
          />
          <Question
            open={open === 'off'}
            onClose={close}
            title={`Switch ${stream.label} off?`}
            verb="Switch off"
            instead="Keep it on"
            change={{ isPending: set.isPending, error: set.error, mutate: () => set.mutate(false) }}
          >
            <p>
              {stream.summary} {said(stream)} What happens until it is switched on again is never read; it
              stands in the ledger of gaps.
            </p>
            <p className={styles.formNote}>What was collected stays. The other streams are not affected.</p>
          </Question>
        </td>
      </tr>
      {(stream.underWay.length > 0 || failure !== null || run.isSuccess) && (
        <tr className={page.detail}>
          <td colSpan={columns} data-wide>
            {stream.underWay.map((progress) => (
              <LaneProgressLine
                key={progress.lane}
                integration={integration}
                stream={stream}
                progress={progress}
                mayWrite={mayWrite}
              />
            ))}
            <span role="status" className={failure === null ? 'visually-hidden' : styles.formError}>
              {failure === null ? (run.isSuccess ? 'A run has been asked for.' : '') : sentenceOf(failure)}
            </span>
          </td>
        </tr>
      )}
    </>
  );
}

function said({ signals24h }: StreamView): string {
  if (signals24h === null || signals24h === 0) return '';
  return `In the last 24 hours it brought ${formatCountOf(signals24h, 'record', 'records')}.`;
}

/** Counts down to the next run. */
function NextRun({ stream }: { stream: StreamView }) {
  const now = useNow();
  const { data: shell } = useQuery(shellQuery());
  if (stream.nextRunAt !== null && lacksWorker(stream.status.word, shell?.worker))
    return 'waits for a worker';
  if (stream.status.word === 'syncing') return 'being read';
  if (stream.nextRunAt === null) return stream.status.word === 'action_required' ? 'waits for you' : '';
  const time = Date.parse(stream.nextRunAt);
  return time - now < 1000 ? 'due now' : `next ${formatRelative(time, now)}`;
}

function Volume({ integration, stream }: { integration: IntegrationView; stream: StreamView }) {
  if (stream.holds === 'directory') {
    return stream.objects === null ? '–' : formatCountOf(stream.objects, 'person', 'people');
  }
  if (stream.signals24h === null) return '–';
  return (
    <CollectedCount
      count={stream.signals24h}
      name={integration.state === 'deleted' ? null : integration.name}
      day={integration.day}
      stream={stream.stream}
    />
  );
}

/** Whether the vendor was found to grant what a stream needs: known once a run has succeeded or was refused. */
function Permission({ found }: { found: StreamView['permissionFound'] }) {
  if (found === 'unknown') return null;
  return found === 'granted' ? (
    <IconCheck
      size={14}
      stroke={2.2}
      color="var(--p-good)"
      style={{ marginLeft: 5, verticalAlign: -2 }}
      aria-label="(granted)"
    />
  ) : (
    <IconX
      size={14}
      stroke={2.2}
      color="var(--p-bad)"
      style={{ marginLeft: 5, verticalAlign: -2 }}
      aria-label="(refused)"
    />
  );
}

function wholeSeconds(ms: number): number {
  return Math.round(ms / 1000) * 1000;
}
