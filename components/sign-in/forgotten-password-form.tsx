'use client';

import { Button, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import styles from './sign-in.module.css';

/** Asks for the address, and says the same whether or not anybody has it. */
export function ForgottenPasswordForm() {
  const [email, setEmail] = useState('');
  const ask = useMutation({
    mutationFn: () => change('done', '/api/v1/password-reset', { email: email.trim() }),
  });
  if (ask.isSuccess) {
    return (
      <p className={styles.note} role="status">
        If somebody signs in with {email.trim()}, the link is on its way. It works once, within an hour.
        Nothing there after some minutes? Look among the unwanted mail, or ask an administrator.
      </p>
    );
  }
  const ofField = ask.error instanceof Problem ? ask.error.fieldMessage('email') : undefined;
  return (
    <form
      className={styles.form}
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!ask.isPending) ask.mutate();
      }}
    >
      <TextInput
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        autoFocus
        maxLength={254}
        value={email}
        error={ofField ?? null}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      {ask.error !== null && ofField === undefined && (
        <p className={styles.error} role="alert">
          {sentenceOf(ask.error)}
        </p>
      )}
      <Button type="submit" loading={ask.isPending} fullWidth>
        Send the link
      </Button>
    </form>
  );
}
