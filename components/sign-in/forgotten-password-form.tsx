'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { faultsOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { EmailField } from './entry-fields';
import { EntryForm } from './entry-form';
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
  const faults = faultsOf(ask.error, ['email']);
  return (
    <EntryForm verb="Send the link" busy={ask.isPending} fault={faults.whole} onSend={() => ask.mutate()}>
      <EmailField autoFocus value={email} error={faults.of('email')} onType={setEmail} />
    </EntryForm>
  );
}
