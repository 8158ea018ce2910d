import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { signInWithCode } from '@/lib/api/sign-in';
import { EntryForm } from './entry-form';
import { PasskeyButton } from './passkey-button';

/** The second step of signing in: a code of the app, or a recovery code. */
export function CodeForm({
  next,
  passkeys,
  onBeginAgain,
}: {
  next: string;
  passkeys: boolean;
  /** The first step has to be done again; why, where it was not the member who wanted to. */
  onBeginAgain: (why: string | null) => void;
}) {
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [sentence, setSentence] = useState<string | null>(null);

  const enter = async () => {
    if (code.trim() === '') {
      setSentence('Type the code that your authenticator app shows.');
      return;
    }
    setBusy(true);
    setSentence(null);
    const result = await signInWithCode(code.trim(), next);
    if (result.ok) {
      window.location.assign(next);
      return;
    }
    if (result.step === null && !result.begin) {
      setSentence(result.sentence);
      setCode('');
      setBusy(false);
    } else onBeginAgain(result.step === null ? result.sentence : null);
  };

  return (
    <EntryForm
      verb="Sign in"
      busy={busy}
      fault={sentence}
      onSend={() => void enter()}
      others={
        <>
          {passkeys && (
            <PasskeyButton
              next={next}
              afterPassword
              onFailed={(why, begin) => (begin ? onBeginAgain(why) : setSentence(why))}
            />
          )}
          <Button variant="default" fullWidth onClick={() => onBeginAgain(null)}>
            Back
          </Button>
        </>
      }
    >
      <TextInput
        label="Code"
        description="Of your authenticator app, or one of your recovery codes."
        name="code"
        autoComplete="one-time-code"
        autoFocus
        maxLength={40}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </EntryForm>
  );
}
