'use client';

import {
  IconAlertTriangle,
  IconBan,
  IconCheck,
  IconCircleDashed,
  IconClock,
  IconClockExclamation,
  IconHourglass,
  IconInbox,
  IconPlayerPause,
  IconPlugX,
  IconProgress,
  IconPower,
  IconRefresh,
  IconTestPipe,
  IconToggleLeft,
  IconTrash,
  type Icon,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { IntegrationStatus, StatusWord } from '@/domain/integration-status';
import { useNow, useZone } from '@/lib/clock';
import { formatExact, formatMoment } from '@/lib/format/moment';
import { shellQuery } from '@/lib/queries/frame';
import { lacksWorker, STATUS_LOOK } from '@/lib/status-words';
import { Chip } from './chip';

const ICONS: Readonly<Record<StatusWord, Icon>> = {
  not_configured: IconPlugX,
  testing: IconTestPipe,
  waiting: IconHourglass,
  waiting_delivery: IconInbox,
  connected: IconCheck,
  syncing: IconRefresh,
  delayed: IconClock,
  stale: IconClockExclamation,
  partial: IconProgress,
  rate_limited: IconCircleDashed,
  action_required: IconAlertTriangle,
  not_available: IconBan,
  off: IconToggleLeft,
  paused: IconPlayerPause,
  disabled: IconPower,
  deleted: IconTrash,
  purging: IconTrash,
};

/**
 * The status of an integration or a stream: icon and word, and the moment that makes it true. While no worker runs it says
 * that, as the banner over the page does: nothing is connected that nobody reads.
 */
export function StatusChip({ status, bare = false }: { status: IntegrationStatus; bare?: boolean }) {
  const now = useNow();
  const zone = useZone();
  const { data: shell } = useQuery(shellQuery());
  if (lacksWorker(status.word, shell?.worker))
    return <NoWorkerChip lastSeenAt={shell?.worker.lastSeenAt ?? null} />;
  const { word, tone } = STATUS_LOOK[status.word];
  const StatusIcon = ICONS[status.word];
  const moment = status.word === 'rate_limited' ? status.until : hasSince(status.word) ? status.since : null;
  const joint = status.word === 'rate_limited' ? 'until' : 'since';
  const said =
    moment === null || bare ? word : `${word} ${joint} ${formatMoment(Date.parse(moment), zone, now, false)}`;
  return (
    <Chip
      tone={tone}
      icon={<StatusIcon size={13} stroke={2.2} aria-hidden />}
      title={moment === null ? undefined : formatExact(Date.parse(moment), zone)}
    >
      {said}
    </Chip>
  );
}

function NoWorkerChip({ lastSeenAt }: { lastSeenAt: string | null }) {
  const now = useNow();
  const zone = useZone();
  const seen = lastSeenAt === null ? null : Date.parse(lastSeenAt);
  return (
    <Chip
      tone="bad"
      icon={<IconPlugX size={13} stroke={2.2} aria-hidden />}
      title="No worker is running, so nothing is read. Reading goes on where it stopped as soon as one runs."
    >
      {seen === null ? 'No worker' : `No worker since ${formatMoment(seen, zone, now, false)}`}
    </Chip>
  );
}

function hasSince(word: StatusWord): boolean {
  return word === 'stale' || word === 'delayed' || word === 'partial' || word === 'action_required';
}
