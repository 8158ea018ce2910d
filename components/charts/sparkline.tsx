import { prepareSparkline } from '@/lib/charts/prepare-sparkline';
import styles from './charts.module.css';

/** A small line without axis. The numbers beside it say what it means, so it is hidden from readers. */
export function SparklineChart({ values }: { values: readonly number[] }) {
  const model = prepareSparkline(values);
  return (
    <svg
      className={styles.sparkline}
      width={model.width}
      height={model.height}
      viewBox={`0 0 ${model.width} ${model.height}`}
      aria-hidden="true"
      focusable="false"
    >
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
