'use client';

import Link from 'next/link';
import { useListHref } from '@/lib/past';
import styles from './dashboard.module.css';

/** The way to the page of a behavior, where that page can show the moment that this one shows. */
export function DetailsLink({
  href,
  of,
  words = 'View details',
}: {
  href: string;
  of: string;
  words?: 'View details' | 'View people';
}) {
  const way = useListHref()(href);
  if (way === null) return null;
  return (
    <Link className={styles.link} href={way} prefetch={false} data-row>
      {words}
      <span className="visually-hidden">{words === 'View details' ? ` of ${of}` : `: ${of}`}</span>
    </Link>
  );
}
