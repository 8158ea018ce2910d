'use client';

import { IconAlertTriangle, IconCheck, IconCircleX, IconLoader2, IconPlayerStop } from '@tabler/icons-react';
import { Chip } from '@/components/ui/chip';
import type { RunView } from '@/domain/views/run';
import { useNow, useZone } from '@/lib/clock';
import { formatDuration } from '@/lib/format/duration';
import { formatMoment } from '@/lib/format/moment';
import { formatCount } from '@/lib/format/number';

const SIZE = { size: 13, stroke: 2.2, 'aria-hidden': true } as const;

/** How a run ended, or that it has not. */
export function RunResultChip({ run }: { run: RunView }) {
  switch (run.result) {
    case 'running':
      return (
        <Chip tone="accent" icon={<IconLoader2 {...SIZE} />}>
          Running for <RunningFor since={run.startedAt} />
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
    case 'lost':
      return (
        <Chip tone="quiet" icon={<IconPlayerStop {...SIZE} />}>
          Cut off
        </Chip>
      );
    case 'failed':
      return (
        <Chip tone="bad" icon={<IconCircleX {...SIZE} />} title={run.errorCode ?? undefined}>
          Failed{run.retryAt !== null && <NextTry at={run.retryAt} />}
        </Chip>
      );
  }
}

function RunningFor({ since }: { since: string }) {
  const now = useNow();
  return formatDuration(Math.max(1000, Math.floor((now - Date.parse(since)) / 1000) * 1000));
}

function NextTry({ at }: { at: string }) {
  const zone = useZone();
  const now = useNow();
  return `, next try ${formatMoment(Date.parse(at), zone, now)}`;
}
