'use client';

import { Button, Checkbox, Textarea } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ListPageBones } from '@/components/ui/skeleton';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { PageHead } from '@/components/ui/page-head';
import { FailedState } from '@/components/ui/states';
import { MOST_OF_NOTICE } from '@/domain/monitoring-notice';
import type { NoticeView } from '@/domain/views/notice';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { KEY } from '@/lib/queries/keys';
import { noticeQuery } from '@/lib/queries/privacy';
import { ErasuresCard } from './erasures-card';
import { NoticeText } from './notice-text';
import { PseudonymsCard } from './pseudonyms-card';
import { RetentionCard } from './retention-card';
import styles from './privacy.module.css';

/** The account's notice on monitoring: what it says, who accepted it, and other words for it. */
export function PrivacyScreen() {
  const { data, error, refetch } = useQuery(noticeQuery());
  if (data === undefined && error === null) return <ListPageBones />;
  return (
    <>
      <PageHead
        title="Privacy"
        note="The people in the records are people. What everybody who sees them here works under."
      />
      <div className={styles.cards}>
        {data === undefined ? (
          <FailedState what="The notice could not be read." error={error} retry={() => void refetch()} />
        ) : (
          <NoticeCard notice={data} />
        )}
        <PseudonymsCard />
        <RetentionCard />
        <ErasuresCard />
      </div>
    </>
  );
}

function NoticeCard({ notice }: { notice: NoticeView }) {
  const client = useQueryClient();
  const [draft, setDraft] = useState<string | null>(null);
  const refresh = () =>
    Promise.all([KEY.notice, KEY.session].map((key) => client.invalidateQueries({ queryKey: [key] })));
  const accept = useMutation({
    mutationFn: () => change('done', '/api/v1/notice/accept', { version: notice.version }),
    onSettled: refresh,
  });
  const { written, accepted } = notice;
  return (
    <Card
      title="Notice on monitoring"
      note={`version ${notice.version}`}
      {...(notice.mayAccept &&
        draft === null && {
          action: (
            <Button variant="default" size="compact-md" onClick={() => setDraft(notice.text)}>
              Change the notice
            </Button>
          ),
        })}
    >
      {draft === null ? (
        <div className={styles.form}>
          <NoticeText text={notice.text} />
          <p className={styles.note}>
            {written === null ? (
              'This text comes with Parapet.'
            ) : (
              <>
                Written by {written.by}, <Moment at={written.at} as="relative" />.
              </>
            )}{' '}
            {accepted !== null ? (
              <>
                Accepted for the account by {accepted.by}, <Moment at={accepted.at} as="relative" />.
              </>
            ) : notice.open ? (
              'A version before it was accepted, and this one does not ask again.'
            ) : (
              'Nobody is shown in this account until it is accepted.'
            )}
          </p>
          {accept.error !== null && (
            <p className={styles.error} role="alert">
              {sentenceOf(accept.error)}
            </p>
          )}
          {accepted === null && notice.mayAccept && (
            <div className={styles.row}>
              <Button loading={accept.isPending} onClick={() => accept.mutate()}>
                Accept for this account
              </Button>
            </div>
          )}
        </div>
      ) : (
        <NoticeDraft
          notice={notice}
          draft={draft}
          onType={setDraft}
          onDone={() => {
            setDraft(null);
            void refresh();
          }}
        />
      )}
    </Card>
  );
}

function NoticeDraft({
  notice,
  draft,
  onType,
  onDone,
}: {
  notice: NoticeView;
  draft: string;
  onType: (text: string) => void;
  onDone: () => void;
}) {
  const [asksAgain, setAsksAgain] = useState(true);
  const save = useMutation({
    mutationFn: () => change('done', '/api/v1/notice', { version: notice.version, text: draft, asksAgain }),
    onSuccess: onDone,
  });
  const problem = save.error instanceof Problem ? save.error : null;
  return (
    <form
      className={styles.form}
      aria-label="The notice"
      onSubmit={(sent) => {
        sent.preventDefault();
        save.mutate();
      }}
    >
      <Textarea
        label="What the notice says"
        description="An empty line begins a paragraph."
        name="text"
        autosize
        minRows={8}
        maxLength={MOST_OF_NOTICE}
        value={draft}
        error={problem?.fieldMessage('text') ?? null}
        onChange={(changed) => onType(changed.currentTarget.value)}
      />
      <Checkbox
        label="Ask for it to be accepted anew"
        description="Nobody is shown in this account from now until somebody accepts it."
        checked={asksAgain}
        onChange={(changed) => setAsksAgain(changed.currentTarget.checked)}
      />
      {save.error !== null && problem?.fieldMessage('text') === undefined && (
        <p className={styles.error} role="alert">
          {sentenceOf(save.error)}
        </p>
      )}
      <div className={styles.row}>
        <Button type="submit" loading={save.isPending}>
          Save version {notice.version + 1}
        </Button>
        <Button variant="default" onClick={onDone}>
          Keep it as it is
        </Button>
      </div>
    </form>
  );
}
