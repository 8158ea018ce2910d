'use client';

import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useRef, useState } from 'react';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { signOut } from '@/lib/api/sign-in';
import styles from './sign-in.module.css';

/**
 * The password one has, and the one of one's choice; then on to where one wanted to go.
 * @param first whether nothing else is allowed before: the way out is then to sign out, else to go back
 */
export function ChoosePasswordForm({ email, first, next }: { email: string; first: boolean; next: string }) {
  const [current, setCurrent] = useState('');
  const [chosen, setChosen] = useState('');
  const currentField = useRef<HTMLInputElement>(null);
  const chosenField = useRef<HTMLInputElement>(null);
  const choose = useMutation({
    mutationFn: async () => {
      await change('done', '/api/v1/password', { currentPassword: current, newPassword: chosen });
      window.location.assign(next);
    },
    onError: (error) => {
      if (!(error instanceof Problem)) return;
      if (error.status === 401) window.location.assign('/sign-in?ended=1');
      else if (error.fieldMessage('currentPassword') !== undefined) currentField.current?.focus();
      else if (error.fieldMessage('newPassword') !== undefined) chosenField.current?.focus();
    },
  });
  const leave = useMutation({ mutationFn: signOut });
  const problem = choose.error instanceof Problem ? choose.error : null;

  return (
    <form
      className={styles.form}
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        choose.mutate();
      }}
    >
      {/* Tells a password manager whose password this is. */}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <PasswordInput
        ref={currentField}
        label={first ? 'Password you were given' : 'Current password'}
        name="currentPassword"
        autoComplete="current-password"
        autoFocus
        required
        withAsterisk={false}
        maxLength={256}
        value={current}
        error={problem?.fieldMessage('currentPassword') ?? null}
        onChange={(event) => setCurrent(event.currentTarget.value)}
      />
      <PasswordInput
        ref={chosenField}
        label="New password"
        description="At least 12 characters. A sentence is good."
        name="newPassword"
        autoComplete="new-password"
        required
        withAsterisk={false}
        maxLength={256}
        value={chosen}
        error={problem?.fieldMessage('newPassword') ?? null}
        onChange={(event) => setChosen(event.currentTarget.value)}
      />
      {choose.error !== null && (problem?.fields.length ?? 0) === 0 && (
        <p className={styles.error} role="alert">
          {sentenceOf(choose.error)}
        </p>
      )}
      <Button type="submit" loading={choose.isPending || choose.isSuccess} fullWidth>
        Choose this password
      </Button>
      {first ? (
        <Button variant="default" loading={leave.isPending} fullWidth onClick={() => leave.mutate()}>
          Sign out
        </Button>
      ) : (
        <Button variant="default" component={Link} href={next} fullWidth>
          Back
        </Button>
      )}
    </form>
  );
}
