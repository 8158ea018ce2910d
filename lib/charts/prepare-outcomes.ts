import type { FeedCharts } from '@/domain/views/feed-quality';
import { RUN_OUTCOMES, type RunOutcome } from '@/domain/run-words';
import { brokenAxis, type BrokenAxis } from './broken-axis';
import { axisOf, type GapMark, gapMarks } from './prepare-lag';
import { bucketWords, timeTicks } from './time-axis';

/** What each is called; see `outcomeOfRun` for what belongs to it. */
export const OUTCOME_WORDS: Readonly<Record<RunOutcome, string>> = {
  answered: 'Answered',
  refused: 'Refused',
  rate_limited: 'Rate limited',
  vendor_fault: 'Vendor fault',
  network: 'Network',
  own: 'Parapet itself',
};

export interface OutcomeBar {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly label: string;
  readonly runs: number;
  /** Taller than the axis: its shares are drawn to the top, with a break. */
  readonly broken: boolean;
  readonly counts: Readonly<Record<RunOutcome, number>>;
  /** From below, as fractions of the height; what failed lies on top of what was answered. */
  readonly parts: readonly { readonly outcome: RunOutcome; readonly from: number; readonly to: number }[];
}

export interface OutcomeChart {
  readonly bars: readonly OutcomeBar[];
  readonly axis: BrokenAxis;
  /** Outcomes that occur, with how many runs; *answered* is always among them. */
  readonly totals: readonly { readonly outcome: RunOutcome; readonly runs: number }[];
  readonly gaps: readonly GapMark[];
  readonly ticks: readonly { readonly x: number; readonly label: string }[];
  readonly summary: string;
}

/** Turns the bars of a feed into runs stacked by how they fared with the vendor. */
export function prepareOutcomes(charts: FeedCharts, zone: string): OutcomeChart {
  const now = Date.parse(charts.at);
  const countsOf = charts.buckets.map(({ outcomes }) => record((outcome) => outcomes[outcome]));
  const sumOf = (counts: Readonly<Record<RunOutcome, number>>) =>
    RUN_OUTCOMES.reduce((sum, outcome) => sum + counts[outcome], 0);
  const axis = brokenAxis(countsOf.map(sumOf));
  const width = 1 / charts.buckets.length;
  const bars = charts.buckets.map(({ start, runs }, index): OutcomeBar => {
    const counts = countsOf[index] ?? record(() => 0);
    const sum = sumOf(counts);
    const broken = sum > axis.top;
    const scale = broken ? sum : axis.top;
    let below = 0;
    const parts = RUN_OUTCOMES.flatMap((outcome) => {
      const count = counts[outcome];
      if (count === 0) return [];
      const part = { outcome, from: below / scale, to: (below + count) / scale };
      below += count;
      return [part];
    });
    const label = bucketWords(Date.parse(start), charts.bucketMs, zone, now);
    return { key: start, x: index * width, width, label, runs, broken, counts, parts };
  });
  const totals = RUN_OUTCOMES.map((outcome) => ({
    outcome,
    runs: countsOf.reduce((sum, counts) => sum + counts[outcome], 0),
  })).filter(({ outcome, runs }) => runs > 0 || outcome === 'answered');
  const all = totals.reduce((sum, { runs }) => sum + runs, 0);
  const answered = totals.find(({ outcome }) => outcome === 'answered')?.runs ?? 0;
  return {
    bars,
    axis,
    totals,
    gaps: gapMarks(charts.gaps, axisOf(charts)),
    ticks: timeTicks(axisOf(charts), zone),
    summary: all === 0 ? 'No run has ended in this time.' : `${answered} of ${all} runs were answered.`,
  };
}

function record(of: (outcome: RunOutcome) => number): Record<RunOutcome, number> {
  return {
    answered: of('answered'),
    refused: of('refused'),
    rate_limited: of('rate_limited'),
    vendor_fault: of('vendor_fault'),
    network: of('network'),
    own: of('own'),
  };
}
