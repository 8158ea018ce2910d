'use client';

import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { PasswordField } from '@/components/sign-in/entry-fields';
import { EntryForm } from '@/components/sign-in/entry-form';
import { Sheet } from '@/components/ui/sheet';
import { askPasskey } from '@/lib/api/passkeys';
import { faultsOf, sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { beginSignOn } from '@/lib/api/sign-in';
import { offerProof, onProvenElsewhere } from '@/lib/api/step-up';
import { secondFactorQuery } from '@/lib/queries/your-sign-in';

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

/**
 * Leads to the identity provider in a tab of its own, so that this page keeps what was typed; where the browser opens none, in
 * this one. Browsers allow it at the press alone, so the tab is there before it is known where it leads.
 */
async function proveAtProvider(email: string): Promise<void> {
  const tab = window.open('about:blank');
  const here = `${window.location.pathname}${window.location.search}`;
  try {
    const url = await beginSignOn(email, tab === null ? here : '/confirmed?close=1', true);
    if (tab === null) {
      window.location.assign(url);
      return;
    }
    // The provider is given no way to lead this page elsewhere.
    tab.opener = null;
    tab.location.assign(url);
  } catch (error) {
    tab?.close();
    throw error;
  }
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
  const signOn = useMutation({ mutationFn: () => proveAtProvider(email) });
  // One subscription for as long as it asks: a new one for each drawing could miss the word in between.
  const done = useRef(onProven);
  useEffect(() => {
    done.current = onProven;
  });
  useEffect(() => onProvenElsewhere(() => done.current()), []);
  const faults = faultsOf(prove.error, ['password']);
  const other = signOn.error ?? byPasskey.error;
  return (
    <EntryForm
      verb="Confirm"
      busy={prove.isPending}
      fault={other === null ? faults.whole : sentenceOf(other)}
      whose={email}
      inRow
      onSend={() => prove.mutate()}
      others={
        <>
          {hasPasskey && (
            <Button variant="default" loading={byPasskey.isPending} onClick={() => byPasskey.mutate()}>
              Use a passkey
            </Button>
          )}
          {singleSignOn && (
            <Button variant="default" loading={signOn.isPending} onClick={() => signOn.mutate()}>
              Sign in again at your provider
            </Button>
          )}
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
        </>
      }
    >
      <p>{why}</p>
      {signOn.isSuccess && (
        <p role="status">Confirm in the tab that has opened: this one then goes on by itself.</p>
      )}
      <PasswordField
        ref={field}
        label="Your password"
        data-autofocus
        value={password}
        error={faults.of('password')}
        onType={setPassword}
      />
    </EntryForm>
  );
}
