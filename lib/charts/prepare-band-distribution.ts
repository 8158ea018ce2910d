import { BAND_FACTS, BANDS, type Band } from '@/domain/bands';

export interface BandSegment {
  readonly band: Band;
  readonly label: string;
  readonly index: 1 | 2 | 3 | 4 | 5;
  readonly count: number;
  /** Left edge and width, as fractions of the width of the bar. */
  readonly x: number;
  readonly width: number;
}

export interface BandDistribution {
  readonly segments: readonly BandSegment[];
  readonly total: number;
  readonly summary: string;
}

/** The least a band with people takes of the bar, so that one person in eight thousand can be seen. */
const LEAST = 0.012;

/** Turns counts by band into a bar of the whole. A band without people has no segment but keeps its count. */
export function prepareBandDistribution(counts: Readonly<Record<Band, number>>): BandDistribution {
  const total = BANDS.reduce((sum, band) => sum + counts[band], 0);
  const raw = BANDS.map((band) => (counts[band] === 0 ? 0 : Math.max(LEAST, counts[band] / total)));
  const sum = raw.reduce((all, share) => all + share, 0);
  let x = 0;
  const segments = BANDS.map((band, index): BandSegment => {
    const width = sum === 0 ? 0 : (raw[index] ?? 0) / sum;
    const { label, index: strokes } = BAND_FACTS[band];
    const segment = { band, label, index: strokes, count: counts[band], x, width };
    x += width;
    return segment;
  });
  const summary =
    total === 0
      ? 'No people yet.'
      : `${total} people: ${segments.map((segment) => `${segment.count} ${segment.label}`).join(', ')}.`;
  return { segments, total, summary };
}
