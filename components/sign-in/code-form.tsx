import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type SecondStep, signInWithCode } from '@/lib/api/sign-in';
import { EntryForm } from './entry-form';
import { PasskeyButton } from './passkey-button';

const WORDS = {
  code: {
    label: 'Code',
    description: 'Of your authenticator app, or one of your recovery codes.',
    missing: 'Type the code that your authenticator app shows.',
  },
  recovery_code: {
    label: 'Recovery code',
    description:
      'Your passkey is blocked, as it may have been copied, and the password alone lets nobody in. Without a recovery code an administrator resets your second factor.',
    missing: 'Type one of your recovery codes.',
  },
} as const;

/** The second step of signing in: a code of the app or a recovery code, or that one alone where the rest is blocked. */
export function CodeForm({
  next,
  asks,
  passkeys,
  onBeginAgain,
}: {
  next: string;
  asks: SecondStep;
  passkeys: boolean;
  /** The first step has to be done again; why, where it was not the member who wanted to. */
  onBeginAgain: (why: string | null) => void;
}) {
  const [code, setCode] = useState('');
  const [busy, setBusy] = useState(false);
  const [sentence, setSentence] = useState<string | null>(null);

  const { label, description, missing } = WORDS[asks];
  const enter = async () => {
    if (code.trim() === '') {
      setSentence(missing);
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
          {passkeys && asks === 'code' && (
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
        label={label}
        description={description}
        name="code"
        autoComplete={asks === 'code' ? 'one-time-code' : 'off'}
        autoFocus
        maxLength={40}
        value={code}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </EntryForm>
  );
}
