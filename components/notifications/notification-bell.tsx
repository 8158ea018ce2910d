'use client';

import { Button } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import forms from '@/components/ui/form.module.css';
import { Moment } from '@/components/ui/moment';
import { Sheet } from '@/components/ui/sheet';
import { ShowMore } from '@/components/ui/show-more';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { EmptyState, FailedState } from '@/components/ui/states';
import { notificationLine, toldHref } from '@/domain/notifications/words';
import type { NotificationView } from '@/domain/views/notification';
import { useOpened } from '@/lib/address';
import { sentenceOf } from '@/lib/api/problem';
import { formatCount } from '@/lib/format/number';
import { notificationsQuery, useMarkRead } from '@/lib/queries/notifications';
import styles from './notifications.module.css';
import { ToldLines } from './told-lines';
import { WholeNotification } from './whole-notification';

/** A number beside a bell is looked at, not counted. */
const MOST_SHOWN = 99;

/** What the address says while the list is open; while one is, it says its id. */
const LIST = 'all';

/**
 * What the member was told and has not read, and the list of it. What is open of it stands in the address, so that a link opens
 * it and the way back closes it. Assistive technology hears whether something waits, once, and not of each further one.
 */
export function NotificationBell({ unread, mayRead }: { unread: number; mayRead: boolean }) {
  const opened = useOpened('notification');
  const one = opened.id === LIST ? null : opened.id;
  return (
    <>
      <button
        type="button"
        className={styles.bell}
        aria-haspopup="dialog"
        aria-label={unread === 0 ? 'Notifications' : `Notifications, ${formatCount(unread)} unread`}
        onClick={() => opened.open(LIST)}
      >
        <IconBell size={16} stroke={2} aria-hidden />
        {unread > 0 && (
          <span className={styles.count} aria-hidden>
            {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
          </span>
        )}
      </button>
      <span className="visually-hidden" role="status">
        {unread > 0 ? 'There are unread notifications.' : ''}
      </span>
      <Sheet
        open={opened.id !== null}
        onClose={opened.close}
        title={one === null ? 'Notifications' : 'Notification'}
        side="right"
      >
        {one === null ? (
          <NotificationList mayRead={mayRead} onShow={opened.open} />
        ) : (
          <WholeNotification key={one} id={one} onBack={() => opened.open(LIST)} />
        )}
      </Sheet>
    </>
  );
}

/** What the member was told in the product, newest first. */
export function NotificationList({
  mayRead,
  onShow,
}: {
  mayRead: boolean;
  /** Shows everything that one tells. */
  onShow: (id: string) => void;
}) {
  const list = useInfiniteQuery(notificationsQuery());
  const mark = useMarkRead();
  const { data, error, refetch } = list;
  const first = data?.pages[0];
  if (data === undefined && error === null)
    return (
      <Loading>
        <CardBones rows={5} />
      </Loading>
    );
  if (first === undefined)
    return (
      <FailedState what="Your notifications could not be read." error={error} retry={() => void refetch()} />
    );
  const told = data?.pages.flatMap((page) => page.notifications) ?? [];
  const newest = told[0];
  return (
    <>
      <div className={forms.row}>
        <Button
          variant="default"
          size="xs"
          disabled={first.unread === 0 || newest === undefined}
          loading={mark.isPending}
          onClick={() => {
            if (newest !== undefined) mark.mutate({ until: newest.at });
          }}
        >
          Mark all as read
        </Button>
        {mayRead && (
          <Button component={Link} href="/settings/notifications" variant="default" size="xs">
            Notification rules
          </Button>
        )}
      </div>
      {mark.error !== null && (
        <p className={forms.error} role="alert">
          {sentenceOf(mark.error)}
        </p>
      )}
      {told.length === 0 ? (
        <EmptyState title="You have not been told of anything yet.">
          What a notification rule tells you appears here. Rules are made under Settings, Notifications, by
          members whose role allows it.
        </EmptyState>
      ) : (
        <ol className={styles.list}>
          {told.map((notification) => (
            <Row
              key={notification.id}
              notification={notification}
              onRead={() => {
                if (notification.readAt === null) mark.mutate({ notifications: [notification.id] });
              }}
              onShow={() => onShow(notification.id)}
            />
          ))}
        </ol>
      )}
      <ShowMore list={list} what="notifications" />
    </>
  );
}

function Row({
  notification,
  onRead,
  onShow,
}: {
  notification: NotificationView;
  onRead: () => void;
  onShow: () => void;
}) {
  const { rule, at, happenings, told, isTest, readAt } = notification;
  const [only] = told;
  const line = notificationLine(notification);
  const more = happenings - told.length;
  return (
    <li>
      <span className={`${styles.lead ?? ''} ${readAt === null ? (styles.unread ?? '') : ''}`}>
        {readAt === null && <span className="visually-hidden">Unread: </span>}
        {happenings === 1 && only !== undefined ? (
          <Link href={toldHref(only)} prefetch={false} onClick={onRead}>
            {line}
          </Link>
        ) : (
          line
        )}
      </span>
      {happenings > 1 && <ToldLines told={told} onFollow={onRead} />}
      <span className={styles.chips}>
        <span className={styles.sub}>
          <Moment at={at} as="relative" /> · {isTest ? 'a test, nothing happened' : rule}
        </span>
        {more > 0 && told.length > 0 && (
          <Button
            variant="default"
            size="compact-xs"
            aria-label={`Show all ${formatCount(happenings)}: ${line}`}
            onClick={onShow}
          >
            Show all {formatCount(happenings)}
          </Button>
        )}
        {readAt === null && (
          <Button variant="default" size="compact-xs" aria-label={`Mark as read: ${line}`} onClick={onRead}>
            Mark as read
          </Button>
        )}
      </span>
    </li>
  );
}
