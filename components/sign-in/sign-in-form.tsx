'use client';

import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { signIn } from '@/lib/api/sign-in';
import { CodeForm } from './code-form';
import { PasskeyButton } from './passkey-button';
import { SignOnButton } from './sign-on-button';
import styles from './sign-in.module.css';

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
  const [asksCode, setAsksCode] = useState(false);

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
    if (result.step === 'code') setAsksCode(true);
    else setSentence(result.sentence);
    setPassword('');
    setBusy(false);
  };

  if (asksCode) {
    const beginAgain = (why: string | null) => {
      setAsksCode(false);
      setSentence(why);
    };
    return <CodeForm next={next} passkeys={passkeys} onBeginAgain={beginAgain} />;
  }

  return (
    <form
      className={styles.form}
      method="post"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void enter();
      }}
    >
      {notice !== null && sentence === null && <p role="status">{notice}</p>}
      <TextInput
        label="E-mail"
        type="email"
        name="email"
        autoComplete="username"
        autoFocus
        required
        withAsterisk={false}
        maxLength={254}
        value={email}
        onChange={(event) => setEmail(event.currentTarget.value)}
      />
      <PasswordInput
        label="Password"
        name="password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        maxLength={256}
        value={password}
        onChange={(event) => setPassword(event.currentTarget.value)}
      />
      {sentence !== null && (
        <p className={styles.error} role="alert">
          {sentence}
        </p>
      )}
      <Button type="submit" loading={busy} fullWidth>
        Sign in
      </Button>
      {singleSignOn && <SignOnButton email={email} next={next} onFailed={setSentence} />}
      {passkeys && <PasskeyButton next={next} onFailed={setSentence} />}
    </form>
  );
}
