import { bandOf, type Band } from '@/domain/bands';
import type { Profile } from '@/domain/views/person';
import { formatContribution, formatDecimal, formatPrinted } from '@/lib/format/number';

type Bar = Profile['waterfall']['bars'][number];

export interface WaterfallRow {
  readonly key: string;
  /** What a press opens; null for the cap. */
  readonly eventId: string | null;
  readonly label: string;
  readonly occurredAt: string | null;
  /** Why the bar is as long as it is: "9.5 × 0.9, in full". */
  readonly why: string;
  readonly without: string | null;
  readonly withoutUncapped: string | null;
  readonly outcome: Bar['outcome'] | null;
  readonly printed: string;
  /** What `printed` counts for in a sum. */
  readonly hundredths: number;
  /** What colours the bar: the band of the kind's weight, or nothing where it adds nothing of its own. */
  readonly tone: Band | 'covered' | 'cap';
  /** Left edge and width, as fractions of the width of the plot. */
  readonly x: number;
  readonly width: number;
}

export interface Waterfall {
  readonly rows: readonly WaterfallRow[];
  readonly total: string;
  readonly uncapped: string;
  readonly capped: boolean;
  /** Where the cap of 10 lies, as a fraction; null when the bars do not reach it. */
  readonly capAt: number | null;
  readonly summary: string;
}

const CAP = 10;

/**
 * Turns contributions into bars that begin where the one before ended. The printed numbers come fitted from the
 * server and are not computed again here, so that they add up to the printed total.
 */
export function prepareWaterfall(
  waterfall: Profile['waterfall'],
  kindLabels: (kind: Bar['kind']) => string,
): Waterfall {
  const uncapped = waterfall.bars.reduce((sum, bar) => sum + bar.value, 0);
  const extent = Math.max(CAP, uncapped);
  const capped = uncapped > CAP;
  let end = 0;
  const rows = waterfall.bars.map((bar): WaterfallRow => {
    const x = end / extent;
    end += bar.value;
    return {
      key: bar.eventId,
      eventId: bar.eventId,
      label: bar.label,
      occurredAt: bar.occurredAt,
      why: whyOf(bar, kindLabels),
      without: bar.without,
      withoutUncapped: bar.withoutUncapped,
      outcome: bar.outcome,
      printed: formatContribution(bar.printed, bar.value),
      hundredths: Math.round(Number(bar.printed) * 100),
      tone: bar.reason === 'same_cause' ? 'covered' : bandOf(bar.weight),
      x,
      width: bar.value / extent,
    };
  });
  if (capped) {
    rows.push({
      key: 'cap',
      eventId: null,
      label: 'Cap at 10',
      occurredAt: null,
      why: `uncapped ${formatPrinted(waterfall.uncappedPrinted)}`,
      without: null,
      withoutUncapped: null,
      outcome: null,
      printed: formatPrinted(waterfall.capPrinted),
      hundredths: Math.round(Number(waterfall.capPrinted) * 100),
      tone: 'cap',
      x: CAP / extent,
      width: (uncapped - CAP) / extent,
    });
  }
  return {
    rows,
    total: formatPrinted(waterfall.totalPrinted),
    uncapped: formatPrinted(waterfall.uncappedPrinted),
    capped,
    capAt: capped ? CAP / extent : null,
    summary: `${waterfall.bars.length} events add up to ${formatPrinted(waterfall.totalPrinted)}.`,
  };
}

/** Rows that are shown at once; what is smaller is folded into one row until it is asked for. */
const SHOWN = 8;

/** The rows to show, and what is folded away with its sum; nothing is folded when that would save little. */
export function foldWaterfall(rows: readonly WaterfallRow[]): {
  readonly shown: readonly WaterfallRow[];
  readonly folded: readonly WaterfallRow[];
  readonly cap: readonly WaterfallRow[];
  readonly printed: string;
} {
  const events = rows.filter((row) => row.tone !== 'cap');
  const cap = rows.filter((row) => row.tone === 'cap');
  if (events.length <= SHOWN + 2) return { shown: events, folded: [], cap, printed: '' };
  const folded = events.slice(SHOWN);
  const cents = folded.reduce((sum, row) => sum + row.hundredths, 0);
  return { shown: events.slice(0, SHOWN), folded, cap, printed: `+${formatDecimal(cents / 100, 2)}` };
}

function whyOf(bar: Bar, kindLabels: (kind: Bar['kind']) => string): string {
  if (bar.reason === 'same_cause') {
    return bar.sameCauseAs === null
      ? 'same cause as a stronger event'
      : `same cause as ${kindLabels(bar.sameCauseAs)}`;
  }
  const product = `${bar.weight} × ${trim(bar.confidence)}`;
  const part = bar.reason === 'leads' ? 'in full' : 'one fifth';
  return bar.rank > 1 ? `${product}, ${part}, ${ordinal(bar.rank)} of its kind` : `${product}, ${part}`;
}

function trim(value: number): string {
  return String(Math.round(value * 100) / 100);
}

function ordinal(rank: number): string {
  const tens = rank % 100;
  if (tens >= 11 && tens <= 13) return `${rank}th`;
  return `${rank}${['th', 'st', 'nd', 'rd'][rank % 10] ?? 'th'}`;
}
