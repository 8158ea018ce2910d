'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { Chip } from '@/components/ui/chip';
import { StatusChip } from '@/components/ui/status-chip';
import { EmptyState } from '@/components/ui/states';
import type { FeedHealth } from '@/domain/views/feed';
import { knownFromHref } from '@/lib/count-links';
import { volumeVerdict } from '@/lib/feed-words';
import { formatCountOf } from '@/lib/format/number';
import { shellQuery } from '@/lib/queries/frame';
import { lacksWorker, mayMissRecords } from '@/lib/status-words';
import styles from './dashboard.module.css';

/** Quiet or broken: the state of every feed behind the numbers of a page. */
export function FeedStrip({ feed, mayOpen }: { feed: FeedHealth; mayOpen: boolean }) {
  if (feed.integrations.length === 0) {
    return (
      <Panel label="Feeds">
        <EmptyState
          title="Nothing is connected yet, so nothing can be shown."
          action={
            mayOpen && (
              <Button component={Link} href="/integrations/new/cisco-duo">
                Connect Cisco Duo
              </Button>
            )
          }
        >
          Connect Cisco Duo first. Sign-ins from then on are read every minute; attacks found in them appear
          here, and the people they aim at under People.
        </EmptyState>
      </Panel>
    );
  }
  return (
    <Panel label="Feeds" className={styles.strip}>
      {feed.integrations.map((integration) => (
        <div className={styles.feed} key={integration.id}>
          {mayOpen ? (
            <Link className={styles.feedName} href={`/integrations/${integration.id}`}>
              {integration.name}
            </Link>
          ) : (
            <span className={styles.feedName}>{integration.name}</span>
          )}
          <StatusChip status={integration.status} />
          <TroubleChip trouble={integration.trouble} />
          <HourChip integration={integration} />
          <span className={styles.soft}>
            {mayMissRecords(integration.status.word) ? (
              <MayBeLow integration={integration} />
            ) : integration.newestSignalAt === null ? (
              'no record yet'
            ) : (
              <>
                newest record <Moment at={integration.newestSignalAt} as="exact" />
              </>
            )}
          </span>
        </div>
      ))}
      {mayOpen && (
        <Link className={`${styles.link ?? ''} ${styles.end ?? ''}`} href="/integrations">
          Integrations
        </Link>
      )}
    </Panel>
  );
}

/** How many people's scores lack what was not read, with the way to their list; nobody's where nobody is known from it. */
function MayBeLow({ integration: { id, people } }: { integration: FeedHealth['integrations'][number] }) {
  const words = formatCountOf(people, 'person’s score', 'people’s scores');
  return (
    <>
      {people === 0 ? (
        words
      ) : (
        <Link className={styles.link} href={knownFromHref(id)} prefetch={false}>
          {words}
        </Link>
      )}{' '}
      may be low
    </>
  );
}

/** A stream that fails, though the feed may still be on time: what happened, and what to do. */
function TroubleChip({ trouble }: { trouble: FeedHealth['integrations'][number]['trouble'] }) {
  if (trouble === null) return null;
  const { streamLabel, message, remedy, since, retryAt } = trouble;
  return (
    <>
      <Chip tone={retryAt === null ? 'bad' : 'warn'} title={`${message} ${remedy}`}>
        {retryAt === null ? `${streamLabel} fails` : `${streamLabel} is being retried`}
      </Chip>
      <span className={styles.soft}>
        {since !== null && (
          <>
            Since <Moment at={since} seconds={false} />:{' '}
          </>
        )}
        {message} {remedy}
        {retryAt !== null && (
          <>
            {' '}
            Tried again <Moment at={retryAt} as="relative" />.
          </>
        )}
      </span>
    </>
  );
}

/** Whether the newest hour brought as much as usual: what a feed that answers does not say. Unsaid where it is not known. */
function HourChip({ integration: { hour, status } }: { integration: FeedHealth['integrations'][number] }) {
  const { data: shell } = useQuery(shellQuery());
  // An hour that nobody goes on reading is not as usual.
  if (lacksWorker(status.word, shell?.worker)) return null;
  if (hour === null || hour.state === 'not_known' || mayMissRecords(status.word)) return null;
  const { tone, word, sentence } = volumeVerdict({ hour, day: hour, dayRead: true }, 'hour');
  return (
    <Chip tone={tone} title={sentence}>
      {word}
    </Chip>
  );
}
