'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { FailedState } from '@/components/ui/states';
import type { PersonCare } from '@/domain/views/care';
import { useAddress } from '@/lib/address';
import { sentenceOf } from '@/lib/api/problem';
import { eventsHref } from '@/lib/event-links';
import { formatCountOf } from '@/lib/format/number';
import { careQuery, useCareChange } from '@/lib/queries/care';
import { sessionQuery } from '@/lib/queries/frame';
import styles from './care.module.css';

/**
 * In one line who looks after a person and how far that is, with what can be done about it. It is of now, also where the page
 * shows the past, in which nothing can be changed.
 */
export function CareStrip({ personId, past = false }: { personId: string; past?: boolean }) {
  const { data: care, error, refetch } = useQuery(careQuery(personId));
  const { data: session } = useQuery(sessionQuery());
  const change = useCareChange(personId);
  const address = useAddress();
  if (care === undefined) {
    if (error === null) return null;
    return (
      <Panel label="Who looks after this person">
        <FailedState
          what="Who looks after this person could not be read."
          error={error}
          retry={() => void refetch()}
        />
      </Panel>
    );
  }
  const { owner, acknowledged, version, members } = care;
  const me = members.find(({ id }) => id === session?.member.id);
  const mayDecide = session?.permissions.includes('events:triage') === true;
  const isNew = acknowledged === null || acknowledged.eventsSince > 0;
  return (
    <Panel label="Who looks after this person" className={styles.strip}>
      <span className={styles.words}>
        <strong>
          {owner === null ? 'Nobody looks after this person.' : `${owner.name} looks after this person.`}
        </strong>{' '}
        <Acknowledged acknowledged={acknowledged} person={personId} /> {stepWords(care)}{' '}
        <Link className={styles.link} href={address.href({ tab: 'overview' })} prefetch={false}>
          Steps and notes
        </Link>
        {past && mayDecide && ' This is as of now. Of the past nothing can be changed: go back to now first.'}
      </span>
      {mayDecide && (
        <span className={styles.row}>
          {me !== undefined && owner?.id !== me.id && (
            <Button
              variant="default"
              size="compact-md"
              disabled={change.isPending || past}
              onClick={() => change.mutate({ set: { owner: me.id }, basedOn: version })}
            >
              Take it
            </Button>
          )}
          <Button
            variant="default"
            size="compact-md"
            disabled={change.isPending || past}
            onClick={() => change.mutate({ set: { acknowledged: isNew }, basedOn: version })}
          >
            {isNew ? 'Acknowledge' : 'Take the acknowledgement back'}
          </Button>
        </span>
      )}
      {change.error !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(change.error)}
        </p>
      )}
    </Panel>
  );
}

function Acknowledged({ acknowledged, person }: Pick<PersonCare, 'acknowledged'> & { person: string }) {
  if (acknowledged === null) return 'Not acknowledged yet.';
  const { at, by, eventsSince } = acknowledged;
  return (
    <>
      Acknowledged by {by}, <Moment at={at} as="relative" />
      {eventsSince > 0 ? (
        <>
          {'; '}
          <Link className={styles.link} href={eventsHref({ person, known: at })} prefetch={false}>
            {formatCountOf(eventsSince, 'event', 'events')} since
          </Link>
          .
        </>
      ) : (
        '.'
      )}
    </>
  );
}

function stepWords({ steps, notes }: PersonCare): string {
  const done = steps.filter((step) => step.done !== null).length;
  return [
    ...(steps.length === 0 ? [] : [`${done} of ${formatCountOf(steps.length, 'step', 'steps')} done.`]),
    ...(notes.length === 0 ? [] : [`${formatCountOf(notes.length, 'note', 'notes')}.`]),
  ].join(' ');
}
