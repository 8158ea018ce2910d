import Link from 'next/link';
import { formatCount } from '@/lib/format/number';
import styles from './dashboard.module.css';

/** A count, and the way to the list of exactly what it counts. Of nothing there is no list. */
export function NumberLink({ count, href }: { count: number; href: string }) {
  if (count === 0) return '0';
  return (
    <Link className={styles.link} href={href} prefetch={false}>
      {formatCount(count)}
    </Link>
  );
}
