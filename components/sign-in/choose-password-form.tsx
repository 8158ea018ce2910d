'use client';

import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useRef, useState } from 'react';
import { faultsOf, Problem } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { signOut } from '@/lib/api/sign-in';
import { PasswordField } from './entry-fields';
import { EntryForm } from './entry-form';

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
  const faults = faultsOf(choose.error, ['currentPassword', 'newPassword']);

  return (
    <EntryForm
      verb="Choose this password"
      busy={choose.isPending || choose.isSuccess}
      fault={faults.whole}
      whose={email}
      onSend={() => choose.mutate()}
      others={
        first ? (
          <Button variant="default" loading={leave.isPending} fullWidth onClick={() => leave.mutate()}>
            Sign out
          </Button>
        ) : (
          <Button variant="default" component={Link} href={next} fullWidth>
            Back
          </Button>
        )
      }
    >
      <PasswordField
        ref={currentField}
        label={first ? 'Password you were given' : 'Current password'}
        name="currentPassword"
        autoFocus
        required
        value={current}
        error={faults.of('currentPassword')}
        onType={setCurrent}
      />
      <PasswordField
        ref={chosenField}
        label="New password"
        isNew
        name="newPassword"
        required
        value={chosen}
        error={faults.of('newPassword')}
        onType={setChosen}
      />
    </EntryForm>
  );
}
