'use client';

import { Button, PasswordInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Bone } from '@/components/ui/skeleton';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { signIn } from '@/lib/api/sign-in';
import { Door } from './door';
import { DeadLink } from './invitation-form';
import styles from './sign-in.module.css';
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
  const ofField = use.error instanceof Problem ? use.error.fieldMessage('password') : undefined;
  return (
    <Door
      title="Choose a new password"
      note="Wherever else you are signed in, you will be signed out."
      below={opened.email}
    >
      <form
        className={styles.form}
        method="post"
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (!use.isPending) use.mutate(opened.email);
        }}
      >
        <input type="email" name="email" autoComplete="username" value={opened.email} readOnly hidden />
        <PasswordInput
          label="New password"
          name="password"
          description="At least 12 characters. A sentence is good."
          autoComplete="new-password"
          autoFocus
          maxLength={256}
          value={password}
          error={ofField ?? null}
          onChange={(event) => setPassword(event.currentTarget.value)}
        />
        {use.error !== null && ofField === undefined && (
          <p className={styles.error} role="alert">
            {sentenceOf(use.error)}
          </p>
        )}
        <Button type="submit" loading={use.isPending} fullWidth>
          Choose this password
        </Button>
      </form>
    </Door>
  );
}
