'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FormSheet } from '@/components/ui/form-sheet';
import type { MembersView } from '@/domain/views/members';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { useInvite } from '@/lib/queries/members';
import { MadeLinkNote } from './made-link';
import styles from './members.module.css';

type GivableRoles = MembersView['roles'];

/** Asks whom to invite and as what, then shows the link to hand on. */
export function InviteSheet({
  open,
  roles,
  onClose,
}: {
  open: boolean;
  roles: GivableRoles;
  onClose: () => void;
}) {
  return (
    <FormSheet open={open} onClose={onClose} title="Invite a member" side="centre">
      {(form) => <InviteForm roles={roles} {...form} />}
    </FormSheet>
  );
}

function InviteForm({
  roles,
  onClose,
  onType,
}: {
  roles: GivableRoles;
  onClose: () => void;
  onType: () => void;
}) {
  const [email, setEmail] = useState('');
  const [role, setRole] = useState(roles.find(({ id }) => id === 'analyst')?.id ?? roles[0]?.id ?? '');
  const invite = useInvite();
  if (invite.data !== undefined) {
    return (
      <div className={styles.form}>
        <MadeLinkNote made={invite.data} who={email.trim()} />
        <div className={styles.row}>
          <Button onClick={onClose}>Done</Button>
        </div>
      </div>
    );
  }
  const problem = invite.error instanceof Problem ? invite.error : null;
  const ofField = problem?.fieldMessage('email') ?? problem?.fieldMessage('role');
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!invite.isPending) invite.mutate({ email: email.trim(), role });
      }}
    >
      <TextInput
        label="E-mail"
        type="email"
        name="email"
        autoComplete="off"
        maxLength={254}
        value={email}
        error={problem?.fieldMessage('email') ?? null}
        onChange={(event) => {
          setEmail(event.currentTarget.value);
          onType();
        }}
      />
      <RoleSelect
        roles={roles}
        value={role}
        error={problem?.fieldMessage('role') ?? null}
        onChange={setRole}
      />
      {invite.error !== null && ofField === undefined && (
        <p className={styles.error} role="alert">
          {sentenceOf(invite.error)}
        </p>
      )}
      <div className={styles.row}>
        <Button type="submit" loading={invite.isPending}>
          Make the link
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

/** One of the roles that the reader may give, with what it is for. */
export function RoleSelect({
  roles,
  value,
  error,
  onChange,
}: {
  roles: GivableRoles;
  value: string;
  error: string | null;
  onChange: (role: string) => void;
}) {
  return (
    <NativeSelect
      label="Role"
      description={roles.find(({ id }) => id === value)?.description ?? ''}
      data={roles.map(({ id, label }) => ({ value: id, label }))}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
