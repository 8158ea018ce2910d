'use client';

import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import forms from '@/components/ui/form.module.css';
import { Moment } from '@/components/ui/moment';
import { ShowMore } from '@/components/ui/show-more';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { EmptyState, FailedState, isNotFound } from '@/components/ui/states';
import { erasedLine, notificationLine } from '@/domain/notifications/words';
import { sentenceOf } from '@/lib/api/problem';
import { notificationQuery, useMarkRead } from '@/lib/queries/notifications';
import styles from './notifications.module.css';
import { ToldLines } from './told-lines';

/** Everything that one notification tells its reader, newest first. */
export function WholeNotification({ id, onBack }: { id: string; onBack: () => void }) {
  return (
    <>
      <div className={forms.row}>
        <Button variant="default" size="xs" data-autofocus autoFocus onClick={onBack}>
          Show all notifications
        </Button>
      </div>
      <Told id={id} />
    </>
  );
}

function Told({ id }: { id: string }) {
  const list = useInfiniteQuery(notificationQuery(id));
  const mark = useMarkRead();
  const { data, error, refetch } = list;
  const first = data?.pages[0];
  if (data === undefined && error === null)
    return (
      <Loading>
        <CardBones rows={5} />
      </Loading>
    );
  if (isNotFound(error))
    return (
      <EmptyState title="This notification is not found.">
        It was not sent to you, is kept no longer, or your role shows no such ones any more.
      </EmptyState>
    );
  if (first === undefined)
    return (
      <FailedState what="The notification could not be read." error={error} retry={() => void refetch()} />
    );
  const told = data?.pages.flatMap((page) => page.told) ?? [];
  const erased = list.hasNextPage || first.isTest ? 0 : first.happenings - told.length;
  const read = () => {
    if (first.readAt === null) mark.mutate({ notifications: [id] });
  };
  return (
    <div className={styles.whole}>
      <span className={styles.lead}>{notificationLine(first)}</span>
      <span className={styles.sub}>
        <Moment at={first.at} as="relative" /> · {first.isTest ? 'a test, nothing happened' : first.rule}
      </span>
      {mark.error !== null && (
        <p className={forms.error} role="alert">
          {sentenceOf(mark.error)}
        </p>
      )}
      <ToldLines told={told} onFollow={read} />
      {erased > 0 && first.happenings > 1 && <span className={styles.sub}>{erasedLine(erased)}</span>}
      <ShowMore list={list} what="parts of it" />
    </div>
  );
}
