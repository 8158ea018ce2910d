'use client';

import Link from 'next/link';
import type { Band } from '@/domain/bands';
import { BandBars } from '@/components/ui/band';
import { prepareBandDistribution } from '@/lib/charts/prepare-band-distribution';
import { formatCount } from '@/lib/format/number';
import { useCarried } from '@/lib/past';
import styles from './charts.module.css';
import { percent } from './percent';

/** People by band: the whole as a bar, and each count as a link to those people. */
export function BandDistributionChart({
  counts,
  hrefOf = (band) => `/people?band=${band}`,
}: {
  counts: Readonly<Record<Band, number>>;
  /** The list of the people in a band. */
  hrefOf?: (band: Band) => string;
}) {
  const carried = useCarried();
  const model = prepareBandDistribution(counts);
  return (
    <>
      <svg className={styles.bandBar} role="img" aria-label={model.summary}>
        <rect width="100%" height="100%" fill="var(--p-band-0)" />
        {model.segments.map((segment) => (
          <rect
            key={segment.band}
            x={percent(segment.x)}
            width={percent(segment.width)}
            height="100%"
            fill={`var(--p-band-${segment.index})`}
            stroke="var(--p-panel)"
            strokeWidth={segment.width > 0 && segment.width < 1 ? 1.5 : 0}
          />
        ))}
      </svg>
      <ul className={styles.bandList}>
        {model.segments.map((segment) => (
          <li key={segment.band}>
            <Link className={styles.bandItem} href={carried(hrefOf(segment.band))} prefetch={false}>
              <span className={styles.bandLine}>
                <BandBars band={segment.band} />
                {formatCount(segment.count)}
              </span>
              <span className={styles.bandLabel}>{segment.label}</span>
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}
