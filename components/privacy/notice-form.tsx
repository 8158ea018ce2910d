'use client';

import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { Moment } from '@/components/ui/moment';
import type { NoticeView } from '@/domain/views/notice';
import { sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { NoticeText } from './notice-text';
import styles from './privacy.module.css';

/** The notice, with what to do: accept it, or ask somebody who may. Then on to where one wanted to go. */
export function NoticeForm({ notice, next }: { notice: NoticeView; next: string }) {
  const accept = useMutation({
    mutationFn: async () => {
      await change('done', '/api/v1/notice/accept', { version: notice.version });
      window.location.assign(next);
    },
  });
  const { accepted, askers } = notice;
  return (
    <div className={styles.form}>
      <NoticeText text={notice.text} />
      {accepted !== null && (
        <p className={styles.note}>
          Accepted for the account by {accepted.by}, <Moment at={accepted.at} as="relative" />.
        </p>
      )}
      {accept.error !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(accept.error)}
        </p>
      )}
      {accepted === null && notice.mayAccept && (
        <Button loading={accept.isPending || accept.isSuccess} fullWidth onClick={() => accept.mutate()}>
          Accept for this account
        </Button>
      )}
      {accepted === null && !notice.mayAccept && (
        <p className={styles.note}>
          {askers.length === 0
            ? 'Nobody in this account may accept it at present. An administrator can give somebody a role that may.'
            : `You may not accept it yourself. Ask ${listed(askers)}.`}
        </p>
      )}
      {notice.open ? (
        <Button variant="default" component={Link} href={next} fullWidth>
          Back
        </Button>
      ) : (
        <Button variant="default" component={Link} href="/settings" fullWidth>
          Go to the settings meanwhile
        </Button>
      )}
    </div>
  );
}

/** A few names; more are counted. */
function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3);
  const more = names.length - shown.length;
  const last = more > 0 ? `${more} others` : shown.pop();
  return shown.length === 0 ? (last ?? '') : `${shown.join(', ')} or ${last ?? ''}`;
}
