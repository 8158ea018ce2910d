'use client';

import { Checkbox } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { IconEye } from '@tabler/icons-react';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { ShowMore } from '@/components/ui/show-more';
import { Bone, Loading } from '@/components/ui/skeleton';
import { StandsStill } from '@/components/ui/stands-still';
import { EmptyState, FailedState } from '@/components/ui/states';
import { WhileOld } from '@/components/ui/while-old';
import type { PersonHistory } from '@/domain/views/history';
import { historyQuery } from '@/lib/queries/care';
import { useTurned } from '@/lib/use-turned';
import styles from './directory.module.css';

/** What Parapet and its members did about a person, and, for those who may know and ask, who looked. */
export function PersonHistoryCard({ personId }: { personId: string }) {
  const [withViewings, turnViewings] = useTurned('open', 'viewings');
  const query = historyQuery(personId, withViewings ? 'with' : 'without');
  const list = useInfiniteQuery(query);
  const { data, error, refetch, isPlaceholderData } = list;
  const first = data?.pages[0];
  return (
    <Card
      title="What Parapet and its members did"
      className={styles.history}
      note={
        first?.mayShowViewings === false ? 'newest first; who looked is shown to auditors' : 'newest first'
      }
      action={
        first?.mayShowViewings === true && (
          <Checkbox size="xs" label="Who looked, too" checked={withViewings} onChange={turnViewings} />
        )
      }
    >
      {data === undefined || first === undefined ? (
        error === null ? (
          <Loading>
            <Bone width="100%" height={160} />
          </Loading>
        ) : (
          <FailedState what="The history could not be read." error={error} retry={() => void refetch()} />
        )
      ) : (
        <>
          <StandsStill pages={data.pages.length} at={first.at} queryKey={query.queryKey} />
          <WhileOld old={isPlaceholderData}>
            {first.entries.length === 0 ? (
              <EmptyState title="Nothing was done about this person yet.">
                Events that are recognised or taken back, decisions, steps and notes appear here.
              </EmptyState>
            ) : (
              <ul className={styles.lines}>
                {data.pages.map((page) =>
                  page.entries.map((entry) => <Line key={entry.key} entry={entry} />),
                )}
              </ul>
            )}
          </WhileOld>
          <ShowMore list={list} what="entries" />
        </>
      )}
    </Card>
  );
}

function Line({ entry }: { entry: PersonHistory['entries'][number] }) {
  return (
    <li className={styles.line}>
      <span className={styles.when}>
        <Moment at={entry.at} seconds={false} />
      </span>
      <span className={styles.what}>
        {entry.viewing && <IconEye className={styles.eye} size={14} stroke={2} aria-hidden />}
        <strong>{entry.by ?? 'Parapet'}</strong> {entry.did}
        {entry.of !== null && (
          <>
            {' of '}
            <Moment at={entry.of} seconds={false} />
          </>
        )}
        {entry.more}
      </span>
    </li>
  );
}
