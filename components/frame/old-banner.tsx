'use client';

import { Button } from '@mantine/core';
import { notifyManager, type Query, type QueryCache, useQueryClient } from '@tanstack/react-query';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useCallback, useSyncExternalStore } from 'react';
import { Moment } from '@/components/ui/moment';
import { sentenceOf } from '@/lib/api/problem';
import styles from './frame.module.css';

/** Said while something that is shown could not be read again: it stays, with when it is from and a way to try. */
export function OldBanner() {
  const client = useQueryClient();
  const cache = client.getQueryCache();
  const oldest = useSyncExternalStore(
    useCallback((changed) => cache.subscribe(notifyManager.batchCalls(changed)), [cache]),
    () => oldestState(cache),
    () => null,
  );
  if (oldest === null) return null;
  return (
    <div className={styles.banner} role="status">
      <IconAlertTriangle size={18} stroke={2} aria-hidden />
      <p>
        <strong>
          A part of this page is from{' '}
          <Moment at={new Date(oldest.dataUpdatedAt).toISOString()} as="relative" />.
        </strong>{' '}
        <span>It could not be read again. {sentenceOf(oldest.error)}</span>
      </p>
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => void client.refetchQueries({ type: 'active', predicate: isOld })}
      >
        Read again
      </Button>
    </div>
  );
}

/** The state that is shown for longest without an answer; the same object until it changes. */
function oldestState(cache: QueryCache): Query['state'] | null {
  const states = cache
    .getAll()
    .filter((query) => query.isActive() && isOld(query))
    .map(({ state }) => state);
  return states.sort((one, other) => one.dataUpdatedAt - other.dataUpdatedAt)[0] ?? null;
}

/** More of a list that could not be read is said at its end, and the rest of it is as fresh as before. */
function isOld({ state }: Query): boolean {
  const more = state.fetchMeta?.fetchMore !== undefined;
  return state.status === 'error' && state.data !== undefined && !more;
}
