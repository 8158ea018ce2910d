'use client';

import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { signIn } from '@/lib/api/sign-in';
import styles from './sign-in.module.css';

const FIELDS = ['token', 'accountName', 'name', 'email', 'password'] as const;
type Field = (typeof FIELDS)[number];

/** First run: makes the account and its first administrator, and signs them in. */
export function SetupForm({ token }: { token: string }) {
  const [values, setValues] = useState<Record<Field, string>>({
    token,
    accountName: '',
    name: '',
    email: '',
    password: '',
  });
  const setup = useMutation({
    mutationFn: async () => {
      await change('done', '/api/v1/setup', {
        ...values,
        email: values.email.trim(),
        token: values.token.trim(),
      });
      const result = await signIn(values.email.trim(), values.password, '/dashboard');
      window.location.assign(result.ok ? '/dashboard' : '/sign-in');
    },
  });
  const problem = setup.error instanceof Problem ? setup.error : null;
  const field = (id: Field) => ({
    name: id,
    value: values[id],
    required: true,
    withAsterisk: false,
    error: problem?.fieldMessage(id) ?? null,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      setValues({ ...values, [id]: event.currentTarget.value });
    },
  });
  const shown = problem?.fields.some((fault) => FIELDS.some((id) => id === fault.field)) ?? false;
  return (
    <form
      className={styles.form}
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setup.mutate();
      }}
    >
      <TextInput
        label="Set-up token"
        description="Printed in the console where Parapet was started. It works once."
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        {...field('token')}
      />
      <TextInput
        label="Organisation"
        description="The account that people, integrations and scores will belong to."
        placeholder="Northwind Traders"
        autoComplete="organization"
        maxLength={120}
        {...field('accountName')}
      />
      <TextInput label="Your name" autoComplete="name" maxLength={120} {...field('name')} />
      <TextInput
        label="Your e-mail"
        type="email"
        autoComplete="username"
        maxLength={254}
        {...field('email')}
      />
      <PasswordInput
        label="Password"
        description="At least 12 characters. A sentence is good."
        autoComplete="new-password"
        maxLength={256}
        {...field('password')}
      />
      {setup.error !== null && !shown && (
        <p className={styles.error} role="alert">
          {sentenceOf(setup.error)}
        </p>
      )}
      <Button type="submit" loading={setup.isPending} fullWidth>
        Make the first administrator
      </Button>
    </form>
  );
}
