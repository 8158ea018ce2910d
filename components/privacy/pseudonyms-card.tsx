'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { Sheet } from '@/components/ui/sheet';
import { Bone } from '@/components/ui/skeleton';
import { FailedState } from '@/components/ui/states';
import type { Pseudonyms } from '@/domain/views/pseudonyms';
import { sentenceOf } from '@/lib/api/problem';
import { formatCountOf } from '@/lib/format/number';
import { pseudonymsQuery, useSetPseudonyms } from '@/lib/queries/pseudonyms';
import styles from './pseudonyms.module.css';

const NAMES: Readonly<Record<Pseudonyms['roles'][number]['names'], string>> = {
  yes: 'names',
  reveals: 'pseudonyms; one name at a time, with a reason',
  no: 'pseudonyms',
};

/** Whether members see who people are, by their role; with the way to change it. */
export function PseudonymsCard() {
  const { data, error, refetch } = useQuery(pseudonymsQuery());
  const [asked, setAsked] = useState(false);
  const set = useSetPseudonyms();
  if (data === undefined)
    return (
      <Card title="Pseudonyms">
        {error === null ? (
          <Bone width="100%" height={120} />
        ) : (
          <FailedState what="The setting could not be read." error={error} retry={() => void refetch()} />
        )}
      </Card>
    );
  const isOn = data.since !== null;
  const close = () => {
    setAsked(false);
    set.reset();
  };
  return (
    <Card
      title="Pseudonyms"
      note={
        data.since === null ? (
          'off: everybody who sees people sees names'
        ) : (
          <>
            on since <Moment at={data.since} as="relative" />
          </>
        )
      }
      {...(data.mayChange && {
        action: (
          <Button variant="default" size="compact-md" onClick={() => setAsked(true)}>
            {isOn ? 'Show names to everybody' : 'Withhold names'}
          </Button>
        ),
      })}
    >
      <p className={styles.text}>
        {isOn
          ? 'Roles without the permission “Names of people” see pseudonyms, such as Person 7F3K-2M, in place of names, usernames, e-mail addresses and names of devices.'
          : 'Names can be withheld from roles that do their work without them. These then see a pseudonym for each person, such as Person 7F3K-2M, the same everywhere.'}{' '}
        Who may reveal a name says why, and sees that one for an hour; the audit log and the history of the
        person keep it.
      </p>
      {data.roles.length > 0 && <Roles roles={data.roles} isOn={isOn} />}
      <Sheet
        open={asked}
        onClose={close}
        title={isOn ? 'Show names to everybody?' : 'Withhold names?'}
        side="centre"
      >
        <div className={styles.form}>
          <p>{isOn ? endWords(data) : beginWords(data)}</p>
          {set.error !== null && (
            <p className={styles.error} role="alert">
              {sentenceOf(set.error)}
            </p>
          )}
          <div className={styles.row}>
            <Button loading={set.isPending} onClick={() => set.mutate(!isOn, { onSuccess: close })}>
              {isOn ? 'Show names' : 'Withhold names'}
            </Button>
            <Button variant="default" onClick={close}>
              Leave it as it is
            </Button>
          </div>
        </div>
      </Sheet>
    </Card>
  );
}

function Roles({ roles, isOn }: { roles: Pseudonyms['roles']; isOn: boolean }) {
  return (
    <table className={styles.roles} aria-label="What each role sees">
      <thead>
        <tr>
          <th scope="col">Role</th>
          <th scope="col">Members</th>
          <th scope="col">{isOn ? 'Sees' : 'Would see'}</th>
        </tr>
      </thead>
      <tbody>
        {roles.map((role) => (
          <tr key={role.id}>
            <th scope="row">{role.label}</th>
            <td>{role.members}</td>
            <td>{NAMES[role.names]}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function withoutNames({ roles }: Pseudonyms): number {
  return roles.reduce((sum, { names, members }) => sum + (names === 'yes' ? 0 : members), 0);
}

function beginWords(state: Pseudonyms): string {
  const many = withoutNames(state);
  return many === 0
    ? 'Nobody has a role without names at present. Those who are given one later see pseudonyms from then on. API tokens that were made without the permission do so at once.'
    : `${formatCountOf(many, 'member sees', 'members see')} pseudonyms from now on, and so do API tokens that were made without the permission. They cannot search by name, open raw records, take out evidence or import conduct.`;
}

function endWords(state: Pseudonyms): string {
  const many = withoutNames(state);
  return many === 0
    ? 'Nobody has a role without names at present. API tokens that were made without the permission show names again.'
    : `${formatCountOf(many, 'member from whom', 'members from whom')} names are withheld will see all of them, with raw records where their role opens these. What they noted or found under a pseudonym then stands beside the name.`;
}
