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
import type { IntegrationStatus, StatusWord } from '@/domain/integration-status';
import { useNow, useZone } from '@/lib/clock';
import { formatExact, formatMoment } from '@/lib/format/moment';
import { STATUS_LOOK } from '@/lib/status-words';
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

/** The status of an integration or a stream: icon and word, and the moment that makes it true. */
export function StatusChip({ status, bare = false }: { status: IntegrationStatus; bare?: boolean }) {
  const now = useNow();
  const zone = useZone();
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

function hasSince(word: StatusWord): boolean {
  return word === 'stale' || word === 'delayed' || word === 'partial' || word === 'action_required';
}
