'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Bone } from '@/components/ui/skeleton';
import { faultsOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { signIn } from '@/lib/api/sign-in';
import { Door } from './door';
import { PasswordField } from './entry-fields';
import { EntryForm } from './entry-form';
import { DeadLink } from './invitation-form';
import { useOpenedLink } from './use-opened-link';

/** Chooses a new password with a link that somebody of the account made, and signs in with it. */
export function NewPasswordForm() {
  const { token, opened, error } = useOpenedLink('password');
  const [password, setPassword] = useState('');
  const use = useMutation({
    mutationFn: async (email: string) => {
      await change('done', '/api/v1/member-links/password', { token, password });
      const result = await signIn(email, password, '/');
      window.location.assign(result.ok ? '/' : '/sign-in');
    },
  });
  if (error !== null) return <DeadLink error={error} />;
  if (token === null || opened === null) {
    return (
      <Door title="New password">
        <Bone width="100%" height={120} />
      </Door>
    );
  }
  const faults = faultsOf(use.error, ['password']);
  return (
    <Door
      title="Choose a new password"
      note="Wherever else you are signed in, you will be signed out. API tokens of yours go on: should somebody else know your password, revoke those you do not know, under Settings, API tokens."
      below={opened.email}
    >
      <EntryForm
        verb="Choose this password"
        busy={use.isPending}
        fault={faults.whole}
        whose={opened.email}
        onSend={() => use.mutate(opened.email)}
      >
        <PasswordField
          label="New password"
          isNew
          autoFocus
          value={password}
          error={faults.of('password')}
          onType={setPassword}
        />
      </EntryForm>
    </Door>
  );
}
