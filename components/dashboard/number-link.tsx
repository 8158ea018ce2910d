'use client';

import Link from 'next/link';
import table from '@/components/ui/table.module.css';
import { formatCount } from '@/lib/format/number';
import { useListHref } from '@/lib/past';
import styles from './dashboard.module.css';

/**
 * A count, and the way to the list of exactly what it counts. Of nothing there is no list, nor of a past moment where the list
 * has none. In a row that opens as a whole it lies above what opens it.
 */
export function NumberLink({ count, href }: { count: number; href: string }) {
  const way = useListHref()(href);
  if (count === 0) return '0';
  if (way === null) return formatCount(count);
  return (
    <Link className={`${styles.link ?? ''} ${table.above ?? ''}`} href={way} prefetch={false}>
      {formatCount(count)}
    </Link>
  );
}
