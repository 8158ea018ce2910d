'use client';

import { useQuery } from '@tanstack/react-query';
import { IconEye } from '@tabler/icons-react';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { EmptyState, FailedState } from '@/components/ui/states';
import { Bone, Loading } from '@/components/ui/skeleton';
import { historyQuery } from '@/lib/queries/care';
import styles from './directory.module.css';

/** What Parapet and its members did about a person, and, for those who may know, who looked. */
export function PersonHistoryCard({ personId }: { personId: string }) {
  const { data, error, refetch } = useQuery(historyQuery(personId));
  return (
    <Card
      title="What Parapet and its members did"
      className={styles.history}
      note={data?.withViewings === false ? 'newest first; who looked is shown to auditors' : 'newest first'}
    >
      {data === undefined ? (
        error === null ? (
          <Loading>
            <Bone width="100%" height={160} />
          </Loading>
        ) : (
          <FailedState what="The history could not be read." error={error} retry={() => void refetch()} />
        )
      ) : data.entries.length === 0 ? (
        <EmptyState title="Nothing was done about this person yet.">
          Events that are recognised or taken back, decisions, steps, notes and who viewed this profile appear
          here.
        </EmptyState>
      ) : (
        <>
          <ul className={styles.lines}>
            {data.entries.map((entry) => (
              <li key={entry.key} className={styles.line}>
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
            ))}
          </ul>
          {data.more && <p className={styles.unknown}>There is more before these; they are the newest.</p>}
        </>
      )}
    </Card>
  );
}
