'use client';

import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { faultsOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { signIn } from '@/lib/api/sign-in';
import { EmailField, PasswordField } from './entry-fields';
import { EntryForm } from './entry-form';

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
  const faults = faultsOf(setup.error, FIELDS);
  const field = (id: Field) => ({
    name: id,
    value: values[id],
    required: true,
    error: faults.of(id),
  });
  const typed = (id: Field) => ({
    ...field(id),
    withAsterisk: false,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => {
      setValues({ ...values, [id]: event.currentTarget.value });
    },
  });
  return (
    <EntryForm
      verb="Make the first administrator"
      busy={setup.isPending}
      fault={faults.whole}
      onSend={() => setup.mutate()}
    >
      <TextInput
        label="Set-up token"
        description="Printed in the console where Parapet was started. It works once."
        autoComplete="off"
        spellCheck={false}
        maxLength={200}
        {...typed('token')}
      />
      <TextInput
        label="Organisation"
        description="The account that people, integrations and scores will belong to."
        placeholder="Northwind Traders"
        autoComplete="organization"
        maxLength={120}
        {...typed('accountName')}
      />
      <TextInput label="Your name" autoComplete="name" maxLength={120} {...typed('name')} />
      <EmailField
        {...field('email')}
        label="Your e-mail"
        onType={(email) => setValues({ ...values, email })}
      />
      <PasswordField {...field('password')} isNew onType={(password) => setValues({ ...values, password })} />
    </EntryForm>
  );
}
