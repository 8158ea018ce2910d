'use client';

import { Button } from '@mantine/core';
import { useState } from 'react';
import type { MemberView } from '@/domain/views/members';
import { sentenceOf } from '@/lib/api/problem';
import { formatCountOf } from '@/lib/format/number';
import { useUnlinkSignOn } from '@/lib/queries/members';
import styles from './members.module.css';

/** Whom the identity provider means by a member, to be forgotten where it has another id for the same person. */
export function SignOnPart({ member: { id, name, email, sessions, identities } }: { member: MemberView }) {
  const unlink = useUnlinkSignOn(id);
  const [asking, setAsking] = useState(false);
  return (
    <section className={styles.part} aria-label="Single sign-on">
      <p className={styles.note}>
        {identities === 1
          ? `Your identity provider knows ${name} by an id of its own: nobody else is taken for them, even with the same address.`
          : `Your identity provider knows ${name} by ${identities} ids, from before a second one was refused. They may be of ${identities} people with one address after the other.`}{' '}
        Unlink {identities === 1 ? 'it' : 'them'} where the same person has another id there. Does somebody
        else have the address by now? Take {name} out, and invite the other.
      </p>
      {asking && (
        <p>
          Whoever your provider names next with {email} is {name} here, with their role and all that they did.{' '}
          {sessions === 0
            ? 'No session of theirs is open.'
            : `${formatCountOf(sessions, 'session of theirs ends', 'sessions of theirs end')} at once.`}{' '}
          Password, second factor and API tokens stay.
        </p>
      )}
      <div className={styles.row}>
        {asking ? (
          <>
            <Button color="red" loading={unlink.isPending} onClick={() => unlink.mutate(undefined)}>
              Unlink {name}
            </Button>
            <Button variant="default" autoFocus onClick={() => setAsking(false)}>
              Cancel
            </Button>
          </>
        ) : (
          <Button variant="default" onClick={() => setAsking(true)}>
            Unlink from the provider
          </Button>
        )}
      </div>
      {unlink.error !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(unlink.error)}
        </p>
      )}
    </section>
  );
}
