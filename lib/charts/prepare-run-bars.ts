import type { GapView } from '@/domain/views/feed-quality';
import type { RunView } from '@/domain/views/run';
import { formatMoment } from '@/lib/format/moment';
import { labelEvery } from './axis';
import { brokenAxis, type BrokenAxis } from './broken-axis';

export interface RunBar {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  /** New and repeated records, as fractions of the height. */
  readonly fresh: number;
  readonly duplicate: number;
  /** Taller than the axis: drawn to its top, with a break, and its number written out. */
  readonly broken: boolean;
  readonly state: 'done' | 'running' | 'failed' | 'cut_off';
  /** Gaps that came to light since this run began, and before the next one did. */
  readonly gaps: readonly GapView[];
  readonly label: string;
  readonly tick: string | null;
  readonly run: RunView;
}

export interface RunBars {
  readonly bars: readonly RunBar[];
  readonly axis: BrokenAxis;
  readonly failed: number;
  readonly cutOff: number;
  readonly gaps: number;
  readonly summary: string;
}

/**
 * Turns runs, oldest first, into bars of fetched records. A failed run is marked even where it fetched nothing, and a run
 * far larger than the others (an import of history) is broken off at the top rather than flattening them.
 */
export function prepareRunBars(
  runs: readonly RunView[],
  found: readonly GapView[],
  zone: string,
  now: number,
): RunBars {
  const axis = brokenAxis(runs.map((run) => run.fetched));
  // Few runs do not make wide bars: the newest is at the right edge of 24 places.
  const places = Math.max(24, runs.length);
  const offset = places - runs.length;
  const every = labelEvery(places, 5);
  let shownTick: string | null = null;
  // Runs that are seconds apart would repeat one minute under the chart.
  const tickOf = (run: RunView): string | null => {
    const tick = formatMoment(Date.parse(run.startedAt), zone, now, false);
    if (tick === shownTick) return null;
    shownTick = tick;
    return tick;
  };
  const bars = runs.map((run, index): RunBar => {
    const broken = run.fetched > axis.top;
    const scale = broken ? run.fetched : axis.top;
    const label = formatMoment(Date.parse(run.startedAt), zone, now);
    return {
      key: run.id,
      x: (offset + index) / places,
      width: 1 / places,
      fresh: Math.max(0, run.fetched - run.duplicate) / scale,
      duplicate: Math.min(run.duplicate, run.fetched) / scale,
      broken,
      gaps: found.filter((gap) => foundBy(runs, index, Date.parse(gap.foundAt))),
      // Paused, or its worker stopped: nothing went wrong with it.
      state: run.result === 'lost' ? 'cut_off' : run.result,
      label,
      tick: (offset + index) % every === 0 ? tickOf(run) : null,
      run,
    };
  });
  const failed = bars.filter((bar) => bar.state === 'failed').length;
  const records = runs.reduce((sum, run) => sum + run.fetched, 0);
  return {
    bars,
    axis,
    failed,
    cutOff: bars.filter((bar) => bar.state === 'cut_off').length,
    gaps: bars.reduce((sum, bar) => sum + bar.gaps.length, 0),
    summary:
      runs.length === 0
        ? 'No runs yet.'
        : `The last ${runs.length} runs fetched ${records} records; ${failed === 0 ? 'none' : failed} failed.`,
  };
}

/** Whether a gap came to light since this run began, and before the next one did. */
function foundBy(runs: readonly RunView[], index: number, at: number): boolean {
  const began = Date.parse(runs[index]?.startedAt ?? '');
  const next = runs[index + 1];
  return at >= began && (next === undefined || at < Date.parse(next.startedAt));
}
