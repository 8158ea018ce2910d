'use client';

import { Button, TextInput } from '@mantine/core';
import { useEffect, useState } from 'react';
import { EntryForm } from '@/components/sign-in/entry-form';
import { Bone } from '@/components/ui/skeleton';
import type { TotpSetup as Setup } from '@/domain/views/your-sign-in';
import { faultsOf, sentenceOf } from '@/lib/api/problem';
import { useBeginTotp, useConfirmTotp } from '@/lib/queries/your-sign-in';
import { RecoveryCodesNote } from './recovery-codes-note';
import styles from './your-sign-in.module.css';

/** A picture to scan, a code to type, and the recovery codes that come of it. */
export function TotpSetup({ onDone }: { onDone: () => void }) {
  const { mutate: beginSetup, ...begin } = useBeginTotp();
  const confirm = useConfirmTotp();
  // Once for each time that the dialog opens: the secret from before is worth nothing then.
  useEffect(() => beginSetup(undefined), [beginSetup]);
  if (confirm.data !== undefined)
    return <RecoveryCodesNote codes={confirm.data.recoveryCodes} onDone={onDone} />;
  if (begin.error !== null) {
    return (
      <div className={styles.form}>
        <p className={styles.error} role="alert">
          {sentenceOf(begin.error)}
        </p>
        <div className={styles.row}>
          <Button variant="default" onClick={() => beginSetup(undefined)}>
            Try again
          </Button>
        </div>
      </div>
    );
  }
  if (begin.data === undefined) return <Bone width="100%" height={320} />;
  return (
    <ConfirmForm
      setup={begin.data}
      busy={confirm.isPending}
      error={confirm.error}
      onCode={(code) => confirm.mutate(code)}
    />
  );
}

function ConfirmForm({
  setup: { secret, qr },
  busy,
  error,
  onCode,
}: {
  setup: Setup;
  busy: boolean;
  error: Error | null;
  onCode: (code: string) => void;
}) {
  const [code, setCode] = useState('');
  const faults = faultsOf(error, ['code']);
  return (
    <EntryForm verb="Confirm" busy={busy} fault={faults.whole} inRow onSend={() => onCode(code)}>
      <p>Scan this with an authenticator app, then type the code that it shows.</p>
      <svg
        className={styles.qr}
        viewBox={`0 0 ${qr.size} ${qr.size}`}
        role="img"
        aria-label="QR code for the authenticator app"
        shapeRendering="crispEdges"
      >
        <path d={qr.path} />
      </svg>
      <p className={styles.note}>
        Or type this key into the app: <code className={styles.secret}>{secret}</code>
      </p>
      <TextInput
        label="Code"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={12}
        value={code}
        error={faults.of('code')}
        onChange={(event) => setCode(event.currentTarget.value)}
      />
    </EntryForm>
  );
}
