'use client';

import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Bone } from '@/components/ui/skeleton';
import { FailedState } from '@/components/ui/states';
import type { ErasureLoss } from '@/domain/views/erasure';
import type { Profile } from '@/domain/views/person';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { erasureQuery } from '@/lib/queries/privacy';
import styles from './directory.module.css';

const LOST: readonly (readonly [string, Exclude<keyof ErasureLoss, 'username' | 'letters'>])[] = [
  ['Raw records', 'records'],
  ['Identity events', 'events'],
  ['Earlier versions of events', 'earlier'],
  ['Decisions', 'decisions'],
  ['Notes and next steps', 'notes'],
  ['Days of scores', 'days'],
  ['Entries of the directory', 'entries'],
  ['Entries of the audit log', 'audit'],
];

function lettersLine(letters: number): string {
  return letters === 0
    ? 'No letter about them was sent.'
    : `${formatCountOf(letters, 'letter', 'letters')} about them ${letters === 1 ? 'was' : 'were'} sent to members and ${letters === 1 ? 'stays' : 'stay'} in mailboxes.`;
}

/** Erases a person: says what is lost, in counts, and asks for the username. */
export function ErasureForm({
  person,
  onType,
  onClose,
}: {
  person: Profile['person'];
  onType: () => void;
  onClose: () => void;
}) {
  const router = useRouter();
  const client = useQueryClient();
  const { data: loss, error, refetch } = useQuery(erasureQuery(person.id));
  const [typed, setTyped] = useState('');
  const erase = useMutation({
    mutationFn: () =>
      change('erased', `/api/v1/people/${encodeURIComponent(person.id)}/erase`, { confirm: typed }),
    onSuccess: async () => {
      onClose();
      router.push('/settings/privacy');
      await client.invalidateQueries();
    },
  });
  if (loss === undefined && error !== null)
    return (
      <FailedState
        what="What is held on this person could not be counted."
        error={error}
        retry={() => void refetch()}
      />
    );
  const problem = erase.error instanceof Problem ? erase.error : null;
  return (
    <form
      className={styles.erasure}
      noValidate
      onSubmit={(sent) => {
        sent.preventDefault();
        if (!erase.isPending) erase.mutate();
      }}
    >
      <dl className={styles.lost} aria-busy={loss === undefined}>
        {LOST.map(([label, field]) => (
          <div key={field}>
            <dt>{label}</dt>
            <dd>{loss === undefined ? <Bone width={48} height={16} /> : formatCount(loss[field])}</dd>
          </div>
        ))}
      </dl>
      <p>
        All of this goes for good, with names, habits and both scores. What is sent of this person from now on
        is not kept, so an attack on them is not seen either.
      </p>
      <p className={styles.request}>
        Scores of others stay as they are: where this person was one of many that an attack aimed at, they go
        on being counted, as nobody. Backups from before still hold them.{' '}
        {loss !== undefined && lettersLine(loss.letters)}
      </p>
      <TextInput
        label={`Type ${loss?.username ?? 'the username'} to confirm`}
        name="confirm"
        autoComplete="off"
        spellCheck={false}
        value={typed}
        error={
          problem?.fieldMessage('confirm') === undefined ? null : `Type ${loss?.username ?? 'the username'}.`
        }
        onChange={(event) => {
          setTyped(event.currentTarget.value);
          erase.reset();
          onType();
        }}
      />
      {erase.error !== null && problem?.fieldMessage('confirm') === undefined && (
        <p className={styles.bad} role="alert">
          {sentenceOf(erase.error)}
        </p>
      )}
      <div className={styles.requests}>
        <Button
          type="submit"
          variant="default"
          className={styles.danger ?? ''}
          loading={erase.isPending}
          disabled={loss === undefined}
        >
          Erase for good
        </Button>
        <Button variant="default" onClick={onClose}>
          Do not erase
        </Button>
      </div>
    </form>
  );
}
