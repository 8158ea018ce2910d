'use client';

import { Button } from '@mantine/core';
import type { LongList } from '@/lib/queries/long-list';
import { NearEnd } from './near-end';
import { FailedState } from './states';
import table from './table.module.css';

/** The end of a list that goes on: asks for its next page, and says where that could not be read, with a way to try again. */
export function ShowMore({
  list,
  what,
  verb = 'Show older',
  near = null,
  retry,
}: {
  list: LongList;
  /** What is listed, in the plural. */
  what: string;
  verb?: 'Show older' | 'Show more';
  /** How many pages there are, where the next one is asked for when the end comes near the screen; null where it is not. */
  near?: number | null;
  /** What tries again, where the next page alone cannot help. */
  retry?: () => void;
}) {
  const { error, hasNextPage, isFetchingNextPage, isFetchNextPageError } = list;
  const more = () => void list.fetchNextPage();
  if (isFetchNextPageError && !isFetchingNextPage)
    return (
      <FailedState
        what={`${verb === 'Show older' ? 'Older' : 'More'} ${what} could not be read.`}
        error={error}
        retry={retry ?? more}
      />
    );
  if (!hasNextPage) return null;
  return (
    <>
      {near !== null && !isFetchingNextPage && <NearEnd key={near} onNear={more} />}
      <p className={table.notPrinted}>There are more {what}, which are not printed.</p>
      <div className={table.more}>
        <Button variant="default" loading={isFetchingNextPage} onClick={more}>
          {verb} {what}
        </Button>
      </div>
    </>
  );
}
