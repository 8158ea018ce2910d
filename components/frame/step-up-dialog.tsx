'use client';

import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { PasswordField } from '@/components/sign-in/entry-fields';
import { EntryForm } from '@/components/sign-in/entry-form';
import { Sheet } from '@/components/ui/sheet';
import { askPasskey } from '@/lib/api/passkeys';
import { faultsOf, Problem, sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { beginSignOn } from '@/lib/api/sign-in';
import { offerProof, onProvenElsewhere, type ProofWanted } from '@/lib/api/step-up';
import { secondFactorQuery } from '@/lib/queries/your-sign-in';

/** Asks for a proof where an act is dangerous, whichever page it is on; what waited for it is then done. */
export function StepUpDialog({ email, singleSignOn }: { email: string; singleSignOn: boolean }) {
  const [wanted, setWanted] = useState<ProofWanted | null>(null);
  const answer = useRef<((proven: boolean) => void) | null>(null);

  useEffect(
    () =>
      offerProof(
        (proof) =>
          new Promise<boolean>((resolve) => {
            answer.current = resolve;
            setWanted(proof);
          }),
      ),
    [],
  );

  const finish = (proven: boolean) => {
    setWanted(null);
    answer.current?.(proven);
    answer.current = null;
  };

  return (
    <Sheet open={wanted !== null} onClose={() => finish(false)} title="Confirm that it is you" side="centre">
      <ProofForm
        why={wanted?.why ?? ''}
        everything={wanted?.by === 'everything'}
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

const CODE_MISSING = 'Type the code that your authenticator app shows, or one of your recovery codes.';
const NO_PASSWORD_YET =
  'No password yet, as you sign in at your provider? Sign out and choose one by “Forgotten the password?” on the sign-in page, or ask an administrator for a link.';

/** What is asked for: one proof of many, or everything that the member's own sign-in asks for. */
export function ProofForm({
  why,
  everything,
  email,
  singleSignOn,
  onProven,
  onCancel,
}: {
  /** What is dangerous about it, as the server says. */
  why: string;
  /** Whether one proof of many is not enough. */
  everything: boolean;
  email: string;
  singleSignOn: boolean;
  onProven: () => void;
  onCancel: () => void;
}) {
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const field = useRef<HTMLInputElement>(null);
  const { data: factors } = useQuery(secondFactorQuery());
  const guarded = factors !== undefined && (factors.totp !== null || factors.passkeys.length > 0);
  const wantsCode = everything && guarded;
  const prove = useMutation({
    mutationFn: () => {
      if (wantsCode && code.trim() === '')
        throw new Problem(0, 'invalid_input', CODE_MISSING, [{ field: 'code', message: CODE_MISSING }]);
      return change('done', '/api/v1/session/proof', { password, ...(wantsCode && { code }) });
    },
    onSuccess: onProven,
    onError: () => field.current?.select(),
  });
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
  const faults = faultsOf(prove.error, wantsCode ? ['password', 'code'] : ['password']);
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
          {singleSignOn && !everything && (
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
      {wantsCode && (
        <TextInput
          label="Code"
          description="Of your authenticator app, or one of your recovery codes."
          name="code"
          autoComplete="one-time-code"
          maxLength={40}
          value={code}
          error={faults.of('code')}
          onChange={(event) => setCode(event.currentTarget.value)}
        />
      )}
      {singleSignOn && everything && <p>{NO_PASSWORD_YET}</p>}
    </EntryForm>
  );
}
