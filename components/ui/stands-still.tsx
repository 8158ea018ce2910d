'use client';

import { Button } from '@mantine/core';
import type { QueryKey } from '@tanstack/react-query';
import { standsStill, useUpToDate } from '@/lib/queries/long-list';
import { Moment } from './moment';
import styles from './states.module.css';

/** That a list of so many pages follows no changes any more, as of when it is, and how to bring it up to date. */
export function StandsStill({
  pages,
  most,
  at,
  queryKey,
}: {
  pages: number;
  most?: number | undefined;
  at: string;
  queryKey: QueryKey;
}) {
  const bringUp = useUpToDate(queryKey);
  if (!standsStill(pages, most)) return null;
  return (
    <div className={styles.still}>
      <span>
        So far down, the list stands still: it is as of <Moment at={at} />.
      </span>
      <Button variant="default" size="compact-sm" onClick={() => void bringUp()}>
        Bring it up to date
      </Button>
    </div>
  );
}
