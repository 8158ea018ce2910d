'use client';

import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { StepUpDialog } from '@/components/frame/step-up-dialog';
import { TotpSetup } from '@/components/your-sign-in/totp-setup';
import { signOut } from '@/lib/api/sign-in';
import { Door } from './door';

/** Nothing else is allowed before: add an authenticator app, or sign out. */
export function AddSecondFactor({
  email,
  account,
  next,
  blocked,
}: {
  email: string;
  account: string;
  next: string;
  /** They have one, which is blocked. */
  blocked: boolean;
}) {
  const leave = useMutation({ mutationFn: signOut });
  return (
    <Door
      title="Add a second factor"
      note={
        blocked
          ? 'Your passkey is blocked, as it may have been copied. Add another second factor to go on.'
          : `${account} asks a second factor of everybody. Add yours to go on.`
      }
      below={`Signed in as ${email}`}
      wide
    >
      <TotpSetup onDone={() => window.location.assign(next)} />
      <Button variant="default" fullWidth mt={14} loading={leave.isPending} onClick={() => leave.mutate()}>
        Sign out
      </Button>
      <StepUpDialog email={email} singleSignOn={false} />
    </Door>
  );
}
