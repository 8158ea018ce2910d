import type { VolumeView } from '@/domain/views/feed-quality';
import { formatClock } from '@/lib/format/moment';
import { formatCountOf } from '@/lib/format/number';
import { brokenAxis, type BrokenAxis } from './broken-axis';
import { labelEvery } from './axis';

const HOUR_MS = 3_600_000;

export interface VolumeBar {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly label: string;
  readonly tick: string | null;
  /** Fraction of the height; null where the hour was not read. */
  readonly height: number | null;
  readonly broken: boolean;
  readonly signals: number | null;
  readonly usual: number | null;
  /** The range that is as usual, as fractions of the height; null while too few weeks are known. */
  readonly range: { readonly from: number; readonly to: number; readonly usual: number } | null;
}

export interface VolumeChart {
  readonly bars: readonly VolumeBar[];
  readonly axis: BrokenAxis;
  readonly summary: string;
}

/** Turns the last 24 hours of a stream into bars beside what is usual. An hour that was not read has none. */
export function prepareVolume(view: VolumeView, zone: string): VolumeChart {
  const { hours } = view;
  const axis = brokenAxis(hours.flatMap(({ signals, usual }) => [signals ?? 0, usual ?? 0]));
  const cap = (value: number): number => Math.min(1, value / axis.top);
  const every = labelEvery(hours.length, 6);
  const unread = hours.filter(({ signals }) => signals === null).length;
  return {
    axis,
    bars: hours.map(({ start, signals, usual, low, high }, index) => {
      const at = Date.parse(start);
      const clock = formatClock(at, zone, false);
      return {
        key: start,
        x: index / hours.length,
        width: 1 / hours.length,
        label: `${clock} to ${formatClock(at + HOUR_MS, zone, false)}`,
        tick: index % every === 0 ? clock : null,
        height: signals === null ? null : cap(signals),
        broken: (signals ?? 0) > axis.top,
        signals,
        usual,
        range:
          usual === null || low === null || high === null
            ? null
            : { from: cap(low), to: cap(high), usual: cap(usual) },
      };
    }),
    summary: `${view.label}: ${formatCountOf(view.day.signals, 'record', 'records')} in 24 hours${missing(unread)}.`,
  };
}

function missing(hours: number): string {
  if (hours === 0) return '';
  return hours === 1 ? ', one hour was not read' : `, ${hours} hours were not read`;
}
