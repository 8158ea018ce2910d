'use client';

import { useState } from 'react';
import { type SecondStep, signIn } from '@/lib/api/sign-in';
import { CodeForm } from './code-form';
import { EmailField, PasswordField } from './entry-fields';
import { EntryForm } from './entry-form';
import { PasskeyButton } from './passkey-button';
import { SignOnButton } from './sign-on-button';

/** E-mail and password, a code where there is a second factor; then on to where one wanted to go. */
export function SignInForm({
  next,
  notice,
  passkeys,
  singleSignOn,
}: {
  next: string;
  notice: string | null;
  /** Whether browsers make passkeys for the address that Parapet is at. */
  passkeys: boolean;
  /** Whether any account has an identity provider. */
  singleSignOn: boolean;
}) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [sentence, setSentence] = useState<string | null>(null);
  const [asks, setAsks] = useState<SecondStep | null>(null);

  const enter = async () => {
    if (email.trim() === '' || password === '') {
      setSentence('Enter your e-mail address and your password.');
      return;
    }
    setBusy(true);
    setSentence(null);
    const result = await signIn(email.trim(), password, next);
    if (result.ok) {
      window.location.assign(next);
      return;
    }
    if (result.step !== null) setAsks(result.step);
    else setSentence(result.sentence);
    setPassword('');
    setBusy(false);
  };

  if (asks !== null) {
    const beginAgain = (why: string | null) => {
      setAsks(null);
      setSentence(why);
    };
    return <CodeForm next={next} asks={asks} passkeys={passkeys} onBeginAgain={beginAgain} />;
  }

  return (
    <EntryForm
      verb="Sign in"
      busy={busy}
      fault={sentence}
      onSend={() => void enter()}
      others={
        <>
          {singleSignOn && <SignOnButton email={email} next={next} onFailed={setSentence} />}
          {passkeys && <PasskeyButton next={next} onFailed={setSentence} />}
        </>
      }
    >
      {notice !== null && sentence === null && <p role="status">{notice}</p>}
      <EmailField autoFocus required value={email} onType={setEmail} />
      <PasswordField required value={password} onType={setPassword} />
    </EntryForm>
  );
}
