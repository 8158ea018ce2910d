'use client';

import { useZone } from '@/lib/clock';
import { formatDate, formatExact } from '@/lib/format/moment';

/** A day of UTC, of which nothing finer is known: the same for every viewer, with the instant at which it begins on hover. */
export function UtcDay({ at }: { at: string }) {
  const zone = useZone();
  const start = Date.parse(at);
  return (
    <time dateTime={at} title={`The day of UTC that begins ${formatExact(start, zone)}`}>
      {formatDate(start, 'UTC')}
    </time>
  );
}
