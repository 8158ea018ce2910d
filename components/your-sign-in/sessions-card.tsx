'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { ListedSession } from '@/domain/views/your-sign-in';
import { sentenceOf } from '@/lib/api/problem';
import { formatCountOf } from '@/lib/format/number';
import { sessionsQuery, useEndOtherSessions, useEndSession } from '@/lib/queries/your-sign-in';
import styles from './your-sign-in.module.css';

/** Where the member is signed in; any of it can be ended. */
export function SessionsCard() {
  const { data, error, refetch } = useQuery(sessionsQuery());
  const endOthers = useEndOtherSessions();
  if (data === undefined && error === null) {
    return (
      <Loading>
        <CardBones rows={2} />
      </Loading>
    );
  }
  if (data === undefined) {
    return (
      <Card title="Sessions">
        <FailedState what="Your sessions could not be read." error={error} retry={() => void refetch()} />
      </Card>
    );
  }
  const others = data.sessions.filter(({ isThis }) => !isThis).length;
  return (
    <Card
      title="Sessions"
      note={formatCountOf(data.sessions.length, 'session', 'sessions')}
      action={
        others > 0 && (
          <Button
            size="compact-sm"
            variant="default"
            loading={endOthers.isPending}
            onClick={() => endOthers.mutate(undefined)}
          >
            {others === 1 ? 'End the other one' : `End the ${others} others`}
          </Button>
        )
      }
    >
      <p className={styles.lead}>
        A session ends after twelve hours without use, and after a week in any case. Do you not know one? End
        it, then change your password.
      </p>
      {endOthers.error !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(endOthers.error)}
        </p>
      )}
      <div className={table.scroll}>
        <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Sessions">
          <thead>
            <tr>
              <th scope="col">Device</th>
              <th scope="col">From</th>
              <th scope="col">Account</th>
              <th scope="col">Since</th>
              <th scope="col">Last used</th>
              <th scope="col">
                <span className="visually-hidden">End</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {data.sessions.map((session) => (
              <SessionRow key={session.id} session={session} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function SessionRow({
  session: { id, device, address, account, beganAt, lastSeenAt, isThis },
}: {
  session: ListedSession;
}) {
  const end = useEndSession(id);
  return (
    <tr>
      <th scope="row" data-lead>
        {device}
        {end.error !== null && (
          <span className={styles.error} role="alert">
            {sentenceOf(end.error)}
          </span>
        )}
      </th>
      <td data-label="From">{address ?? <span className={table.soft}>not known</span>}</td>
      <td data-label="Account">{account}</td>
      <td data-label="Since" className={table.soft}>
        <Moment at={beganAt} />
      </td>
      <td data-label="Last used" className={table.soft}>
        <Moment at={lastSeenAt} as="relative" />
      </td>
      <td>
        {isThis ? (
          <Chip tone="good">This one</Chip>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`End the session of ${device}`}
            loading={end.isPending}
            onClick={() => end.mutate(undefined)}
          >
            End
          </Button>
        )}
      </td>
    </tr>
  );
}
