import { useId } from 'react';
import { prepareSparkline, unreadStretches } from '@/lib/charts/prepare-sparkline';
import styles from './charts.module.css';
import { GapPattern } from './gap-marks';
import { percent } from './percent';

/** A small line without axis. The numbers beside it say what it means, so it is hidden from readers. */
export function SparklineChart({
  values,
  unread = [],
}: {
  values: readonly (number | null)[];
  /** For each value whether not all of its time was read; hatched. */
  unread?: readonly boolean[];
}) {
  const pattern = useId();
  const model = prepareSparkline(values);
  const gaps = unreadStretches(unread);
  return (
    <svg
      className={styles.sparkline}
      width={model.width}
      height={model.height}
      viewBox={`0 0 ${model.width} ${model.height}`}
      aria-hidden="true"
      focusable="false"
    >
      {gaps.length > 0 && (
        <defs>
          <GapPattern id={pattern} />
        </defs>
      )}
      {gaps.map(({ key, x, width }) => (
        <rect key={key} x={percent(x)} width={percent(width)} height="100%" fill={`url(#${pattern})`} />
      ))}
      <path
        d={model.path}
        fill="none"
        stroke="var(--p-accent)"
        strokeWidth={1.5}
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  );
}
