import type { ValueAxis } from '@/lib/charts/axis';
import { formatCompact } from '@/lib/format/number';
import styles from './charts.module.css';
import { percent } from './percent';

/** The lines of a value axis, inside an `svg`. */
export function AxisLines({ axis }: { axis: ValueAxis }) {
  return axis.lines.map((line) => (
    <line
      key={line.value}
      className={styles.grid}
      x1="0"
      x2="100%"
      y1={percent(1 - line.fraction)}
      y2={percent(1 - line.fraction)}
    />
  ));
}

/** The numbers of a value axis, over the chart at its right edge. */
export function AxisNumbers({ axis }: { axis: ValueAxis }) {
  return axis.lines
    .filter((line) => line.value > 0)
    .map((line) => (
      <span
        key={line.value}
        className={styles.axis}
        style={{ top: percent(1 - line.fraction) }}
        aria-hidden="true"
      >
        {formatCompact(line.value)}
      </span>
    ));
}

/** Words under a chart at fractions of its width. */
export function Ticks({
  ticks,
  gutter = false,
}: {
  ticks: readonly { readonly x: number; readonly label: string }[];
  gutter?: boolean;
}) {
  return (
    <div className={`${styles.ticks ?? ''} ${gutter ? (styles.gutter ?? '') : ''}`} aria-hidden="true">
      {ticks.map((tick) => (
        <span key={`${tick.x}`} style={{ left: percent(tick.x) }}>
          {tick.label}
        </span>
      ))}
    </div>
  );
}
