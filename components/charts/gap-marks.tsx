import { formatCompact } from '@/lib/format/number';
import { percent } from './percent';
import styles from './feed-charts.module.css';

/** A stretch of an axis of time that was not collected, or was later. */
interface GapMark {
  readonly key: string;
  readonly x: number;
  readonly width: number;
  readonly gap: { readonly refilledAt: string | null };
}

interface Bar {
  readonly x: number;
  readonly width: number;
}

/** The hatching of what was not collected, inside `defs`. */
export function GapPattern({ id }: { id: string }) {
  return (
    <pattern id={id} width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
      <rect width="6" height="6" fill="var(--p-warn-line)" fillOpacity="0.14" />
      <rect width="1.6" height="6" fill="var(--p-warn-line)" />
    </pattern>
  );
}

/** The hatching as a key of a legend. */
export function GapSwatch() {
  return <span className={styles.gapSwatch} />;
}

/** Gaps on an axis of time, over the whole height. */
export function GapBands({ gaps, pattern }: { gaps: readonly GapMark[]; pattern: string }) {
  return gaps.map(({ key, x, width, gap }) => (
    <rect
      key={key}
      x={percent(x)}
      width={percent(width)}
      y="0"
      height="100%"
      fill={`url(#${pattern})`}
      opacity={gap.refilledAt === null ? 1 : 0.35}
    />
  ));
}

/** Two strokes through a bar that is taller than its scale. */
export function BarBreak({ bar }: { bar: Bar }) {
  const x = percent(bar.x - bar.width * 0.1);
  const end = percent(bar.x + bar.width * 1.1);
  return (
    <>
      <line className={styles.break} x1={x} x2={end} y1="19%" y2="13%" />
      <line className={styles.breakEdge} x1={x} x2={end} y1="21.5%" y2="15.5%" />
      <line className={styles.breakEdge} x1={x} x2={end} y1="16.5%" y2="10.5%" />
    </>
  );
}

/** What a broken bar really holds, beside its top. */
export function BreakNumber({ bar, value }: { bar: Bar; value: number }) {
  const right = bar.x > 0.9;
  return (
    <span
      className={styles.breakNumber}
      data-side={right ? 'left' : 'right'}
      style={right ? { right: percent(1 - bar.x + 0.004) } : { left: percent(bar.x + bar.width + 0.002) }}
      aria-hidden="true"
    >
      {formatCompact(value)}
    </span>
  );
}
