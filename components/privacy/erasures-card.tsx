'use client';

import { Button } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { FailedState } from '@/components/ui/states';
import type { ErasuresView } from '@/domain/views/erasure';
import { sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { formatCountOf } from '@/lib/format/number';
import { KEY } from '@/lib/queries/keys';
import { erasuresQuery } from '@/lib/queries/privacy';
import styles from './privacy.module.css';

/** Who was erased on request, without who it was, and what was sent of them since. */
export function ErasuresCard() {
  const { data, error, refetch } = useQuery(erasuresQuery());
  return (
    <Card title="People who were erased" note="on request; who they were is kept nowhere">
      {data === undefined && error !== null && (
        <FailedState what="Who was erased could not be read." error={error} retry={() => void refetch()} />
      )}
      {data?.erasures.length === 0 && (
        <p className={styles.note}>
          Nobody was. Whoever may answer requests erases a person in their profile, under History.
        </p>
      )}
      {data !== undefined && data.erasures.length > 0 && (
        <ul className={styles.erasures}>
          {data.erasures.map((erasure) => (
            <Erasure key={erasure.id} erasure={erasure} mayAnswer={data.mayAnswer} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Erasure({
  erasure: { id, at, by, records, events, keptOut, lastKeptOutAt, stands },
  mayAnswer,
}: {
  erasure: ErasuresView['erasures'][number];
  mayAnswer: boolean;
}) {
  const client = useQueryClient();
  const lift = useMutation({
    mutationFn: () => change('done', `/api/v1/erasures/${id}/lift`),
    onSettled: () => client.invalidateQueries({ queryKey: [KEY.erasures] }),
  });
  return (
    <li className={styles.erasure}>
      <p>
        <Moment at={at} seconds={false} />, by {by}: {formatCountOf(records, 'record', 'records')},{' '}
        {formatCountOf(events, 'event', 'events')}.
      </p>
      <p className={styles.note}>
        {keptOut === 0 ? (
          'Nothing was sent of them since.'
        ) : (
          <>
            {formatCountOf(keptOut, 'record was', 'records were')} sent of them since and not kept, the last{' '}
            {lastKeptOutAt !== null && <Moment at={lastKeptOutAt} as="relative" />}.
          </>
        )}{' '}
        {stands
          ? 'An attack on them is not seen. If somebody new has their name, keep it again.'
          : 'What is sent under their names is kept again.'}
      </p>
      {lift.error !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(lift.error)}
        </p>
      )}
      {stands && mayAnswer && (
        <div className={styles.row}>
          <Button variant="default" size="compact-md" loading={lift.isPending} onClick={() => lift.mutate()}>
            Keep what is sent from now on
          </Button>
        </div>
      )}
    </li>
  );
}
