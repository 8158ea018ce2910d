'use client';

import { Button, PasswordInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { Sheet } from '@/components/ui/sheet';
import { askPasskey } from '@/lib/api/passkeys';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { beginSignOn } from '@/lib/api/sign-in';
import { offerProof } from '@/lib/api/step-up';
import { secondFactorQuery } from '@/lib/queries/your-sign-in';
import styles from './step-up-dialog.module.css';

/** Asks for a proof where an act is dangerous, whichever page it is on; what waited for it is then done. */
export function StepUpDialog({ email, singleSignOn }: { email: string; singleSignOn: boolean }) {
  const [why, setWhy] = useState<string | null>(null);
  const answer = useRef<((proven: boolean) => void) | null>(null);

  useEffect(
    () =>
      offerProof(
        (reason) =>
          new Promise<boolean>((resolve) => {
            answer.current = resolve;
            setWhy(reason);
          }),
      ),
    [],
  );

  const finish = (proven: boolean) => {
    setWhy(null);
    answer.current?.(proven);
    answer.current = null;
  };

  return (
    <Sheet open={why !== null} onClose={() => finish(false)} title="Confirm that it is you" side="centre">
      <ProofForm
        why={why ?? ''}
        email={email}
        singleSignOn={singleSignOn}
        onProven={() => finish(true)}
        onCancel={() => finish(false)}
      />
    </Sheet>
  );
}

function ProofForm({
  why,
  email,
  singleSignOn,
  onProven,
  onCancel,
}: {
  /** What is dangerous about it, as the server says. */
  why: string;
  email: string;
  singleSignOn: boolean;
  onProven: () => void;
  onCancel: () => void;
}) {
  const [password, setPassword] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const prove = useMutation({
    mutationFn: () => change('done', '/api/v1/session/proof', { password }),
    onSuccess: onProven,
    onError: () => field.current?.select(),
  });
  const { data: factors } = useQuery(secondFactorQuery());
  const hasPasskey = factors?.passkeys.some(({ blocked }) => !blocked) === true;
  const byPasskey = useMutation({
    mutationFn: async () => {
      const passkey = await askPasskey('/api/v1/session/proof/passkey');
      return change('done', '/api/v1/session/proof', { passkey });
    },
    onSuccess: onProven,
  });
  const signOn = useMutation({
    mutationFn: () => beginSignOn(email, `${window.location.pathname}${window.location.search}`, true),
    onSuccess: (url) => window.location.assign(url),
  });
  const ofField = prove.error instanceof Problem ? prove.error.fieldMessage('password') : undefined;
  const fault = signOn.error ?? byPasskey.error ?? (ofField === undefined ? prove.error : null);
  return (
    <form
      className={styles.form}
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!prove.isPending) prove.mutate();
      }}
    >
      <p>{why}</p>
      {/* Tells a password manager whose password this is. */}
      <input type="email" name="email" autoComplete="username" value={email} readOnly hidden />
      <PasswordInput
        ref={field}
        label="Your password"
        name="password"
        autoComplete="current-password"
        data-autofocus
        autoFocus
        maxLength={256}
        value={password}
        error={ofField ?? null}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {fault !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(fault)}
        </p>
      )}
      <div className={styles.row}>
        <Button type="submit" loading={prove.isPending}>
          Confirm
        </Button>
        {hasPasskey && (
          <Button variant="default" loading={byPasskey.isPending} onClick={() => byPasskey.mutate()}>
            Use a passkey
          </Button>
        )}
        {singleSignOn && (
          <Button
            variant="default"
            loading={signOn.isPending || signOn.isSuccess}
            onClick={() => signOn.mutate()}
          >
            Sign in again at your provider
          </Button>
        )}
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
