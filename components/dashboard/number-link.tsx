'use client';

import Link from 'next/link';
import { formatCount } from '@/lib/format/number';
import { useListHref } from '@/lib/past';
import styles from './dashboard.module.css';

/**
 * A count, and the way to the list of exactly what it counts. Of nothing there is no list, nor of a past moment where the list
 * has none.
 */
export function NumberLink({ count, href }: { count: number; href: string }) {
  const way = useListHref()(href);
  if (count === 0) return '0';
  if (way === null) return formatCount(count);
  return (
    <Link className={styles.link} href={way} prefetch={false}>
      {formatCount(count)}
    </Link>
  );
}
