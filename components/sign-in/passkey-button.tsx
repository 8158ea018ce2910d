'use client';

import { Button } from '@mantine/core';
import { IconFingerprint } from '@tabler/icons-react';
import { useState } from 'react';
import { askPasskey } from '@/lib/api/passkeys';
import { sentenceOf } from '@/lib/api/problem';
import { signInWithPasskey, type SignInResult } from '@/lib/api/sign-in';

/** Signs in with a passkey: alone, or after the password. */
export function PasskeyButton({
  next,
  afterPassword = false,
  onFailed,
}: {
  next: string;
  /** Whether it is the second step. */
  afterPassword?: boolean;
  onFailed: (sentence: string, begin: boolean) => void;
}) {
  const [busy, setBusy] = useState(false);

  const enter = async () => {
    setBusy(true);
    const result = await attempt(next, afterPassword);
    if (result.ok) {
      window.location.assign(next);
      return;
    }
    setBusy(false);
    if (result.step === null) onFailed(result.sentence, result.begin);
  };

  return (
    <Button
      variant="default"
      fullWidth
      leftSection={<IconFingerprint size={17} aria-hidden />}
      loading={busy}
      onClick={() => void enter()}
    >
      Use a passkey
    </Button>
  );
}

async function attempt(next: string, afterPassword: boolean): Promise<SignInResult> {
  try {
    const passkey = await askPasskey('/api/v1/passkeys/sign-in');
    return await signInWithPasskey(passkey, { next, afterPassword });
  } catch (error) {
    return { ok: false, step: null, sentence: sentenceOf(error), begin: false };
  }
}
