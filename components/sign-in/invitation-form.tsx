'use client';

import { TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { StepUpDialog } from '@/components/frame/step-up-dialog';
import { Bone } from '@/components/ui/skeleton';
import type { OpenedLink } from '@/domain/views/members';
import { faultsOf, sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { signIn } from '@/lib/api/sign-in';
import { Door } from './door';
import { PasswordField } from './entry-fields';
import { EntryForm } from './entry-form';
import { useOpenedLink } from './use-opened-link';

/** Says to what one is invited, asks for what is missing, and lets one in. */
export function InvitationForm() {
  const { token, opened, error } = useOpenedLink('invitation');
  if (error !== null) return <DeadLink error={error} />;
  if (token === null || opened === null) {
    return (
      <Door title="Invitation">
        <Bone width="100%" height={120} />
      </Door>
    );
  }
  return (
    <Door
      title={`Join ${opened.account}`}
      note={
        opened.isMember
          ? `You are invited as ${opened.role ?? 'a member'}. Enter the password that you sign in to Parapet with.`
          : `You are invited as ${opened.role ?? 'a member'}. Choose a name and a password.`
      }
      below={opened.email}
    >
      <Accept token={token} opened={opened} />
      {opened.isMember && <StepUpDialog email={opened.email} singleSignOn={false} />}
    </Door>
  );
}

/** A link that was used, replaced or is too old. */
export function DeadLink({ error }: { error: Error }) {
  return (
    <Door title="This link does not work" below={<Link href="/sign-in">Sign in</Link>}>
      <p role="alert">{sentenceOf(error)}</p>
    </Door>
  );
}

function Accept({ token, opened }: { token: string; opened: OpenedLink }) {
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const accept = useMutation({
    mutationFn: async () => {
      await change('done', '/api/v1/invitations/accept', { token, name, password });
      const result = await signIn(opened.email, password, '/');
      window.location.assign(result.ok ? '/' : '/sign-in');
    },
  });
  const faults = faultsOf(accept.error, opened.isMember ? ['password'] : ['name', 'password']);
  return (
    <EntryForm
      verb="Join"
      busy={accept.isPending}
      fault={faults.whole}
      whose={opened.email}
      onSend={() => accept.mutate()}
    >
      {!opened.isMember && (
        <TextInput
          label="Your name"
          name="name"
          autoComplete="name"
          autoFocus
          maxLength={100}
          value={name}
          error={faults.of('name')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
      )}
      <PasswordField
        isNew={!opened.isMember}
        value={password}
        error={faults.of('password')}
        onType={setPassword}
      />
    </EntryForm>
  );
}
