'use client';

import Link from 'next/link';
import { Fragment } from 'react';
import { Moment } from '@/components/ui/moment';
import type { EntryAftermathView } from '@/domain/views/aftermath';
import { furtherWords, reachedSentence } from '@/lib/campaign-words';
import styles from './events.module.css';
import { useOpenEvent } from './use-open-event';

/** What happened within a day after an approval: each step opens its event, and everybody else their profile. */
export function EntryAftermath({ after }: { after: EntryAftermathView }) {
  return (
    <ul className={styles.aftermath} aria-label="Within a day after">
      <li>{reachedSentence(after)}</li>
      {after.steps.map((step) => (
        <Step key={step.eventId} step={step} />
      ))}
      {after.steps.length === 0 && <li>No device was enrolled, and no bypass given.</li>}
      {after.network !== null && <Elsewhere network={after.network} elsewhere={after.elsewhere} />}
    </ul>
  );
}

function Step({ step }: { step: EntryAftermathView['steps'][number] }) {
  const open = useOpenEvent();
  return (
    <li>
      <button type="button" className={styles.link} onClick={() => open(step.eventId)}>
        {step.what === 'device' ? 'A device was enrolled' : 'A bypass was given'}
      </button>{' '}
      <Moment at={step.at} />
      {step.by !== null && ` by ${step.by}`}
    </li>
  );
}

/** The same source elsewhere, whether or not anything was recognised of it. */
function Elsewhere({ network, elsewhere }: { network: string; elsewhere: EntryAftermathView['elsewhere'] }) {
  if (elsewhere.total === 0) return <li>Nobody else signed in from {network}.</li>;
  const further = furtherWords(elsewhere);
  return (
    <li>
      Also signed in from {network}:{' '}
      {elsewhere.people.map(({ person, firstAt, applications }, index) => (
        <Fragment key={person.id}>
          {index > 0 && ', '}
          <Link className={styles.link} href={`/people/${person.id}`} prefetch={false}>
            {person.name}
          </Link>{' '}
          (
          <Moment at={firstAt} />
          {applications.length > 0 && `: ${applications.join(', ')}`})
        </Fragment>
      ))}
      {further !== null && ` ${further}`}.
    </li>
  );
}
