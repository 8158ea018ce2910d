'use client';

import { useNow, useZone } from '@/lib/clock';
import { formatSpan } from '@/lib/format/duration';
import {
  formatDate,
  formatDatedMoment,
  formatExact,
  formatMoment,
  formatRelative,
} from '@/lib/format/moment';

/**
 * A moment in the viewer's zone, with UTC on hover.
 * `as`: "clock" 13:59:58 or 19 Nov 09:12, "dated" today, 19 Nov 13:59:58 or 18 Nov 09:12:07, "relative" 22 s ago,
 * "exact" 2 min 4 s ago, "span" 2 min, "day" 12 Oct 2026.
 */
export function Moment({
  at,
  as = 'clock',
  seconds = true,
}: {
  at: string;
  as?: 'clock' | 'dated' | 'relative' | 'exact' | 'span' | 'day';
  seconds?: boolean;
}) {
  const now = useNow();
  const zone = useZone();
  const instant = Date.parse(at);
  return (
    <time dateTime={at} title={formatExact(instant, zone)}>
      {wordsOf(instant)}
    </time>
  );

  function wordsOf(time: number): string {
    switch (as) {
      case 'clock':
        return formatMoment(time, zone, now, seconds);
      case 'dated':
        return formatDatedMoment(time, zone, now);
      case 'relative':
        return formatRelative(time, now);
      case 'exact':
        return formatRelative(time, now, true);
      case 'span':
        return now - time < 1000 ? 'now' : formatSpan(now - time);
      case 'day':
        return formatDate(time, zone);
    }
  }
}
