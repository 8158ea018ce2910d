'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import members from '@/components/members/members.module.css';
import { PermissionChoices } from '@/components/roles/permission-choices';
import { Copied } from '@/components/ui/copied';
import { FormSheet } from '@/components/ui/form-sheet';
import { Moment } from '@/components/ui/moment';
import { type Permission, withNeeded } from '@/domain/permissions';
import type { MadeToken } from '@/domain/views/api-token';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { useMakeToken } from '@/lib/queries/tokens';

const DAY_MS = 86_400_000;
const LIFETIMES = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: '365', label: 'A year' },
] as const;

/** Asks what a token is for and what it may do, then shows it this once. */
export function MakeTokenSheet({
  open,
  givable,
  onClose,
}: {
  open: boolean;
  givable: readonly string[];
  onClose: () => void;
}) {
  return (
    <FormSheet open={open} onClose={onClose} title="Make an API token" side="right">
      {(form) => <MakeTokenForm givable={givable} {...form} />}
    </FormSheet>
  );
}

function MakeTokenForm({
  givable,
  onType,
  onClose,
}: {
  givable: readonly string[];
  onType: () => void;
  onClose: () => void;
}) {
  const [name, setName] = useState('');
  const [days, setDays] = useState('90');
  const [chosen, setChosen] = useState<readonly Permission[]>([]);
  const make = useMakeToken();
  if (make.data !== undefined) return <MadeTokenNote made={make.data} onClose={onClose} />;
  const problem = make.error instanceof Problem ? make.error : null;
  const ofField = (['name', 'permissions', 'expiresAt'] as const).find(
    (field) => problem?.fieldMessage(field) !== undefined,
  );
  return (
    <form
      className={members.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const expiresAt = new Date(Date.now() + Number(days) * DAY_MS).toISOString();
        if (!make.isPending) make.mutate({ name: name.trim(), permissions: withNeeded(chosen), expiresAt });
      }}
    >
      <TextInput
        label="Name"
        description="What the token is for, so that you know it again."
        autoComplete="off"
        maxLength={100}
        value={name}
        error={problem?.fieldMessage('name') ?? null}
        onChange={(event) => {
          setName(event.currentTarget.value);
          onType();
        }}
      />
      <NativeSelect
        label="Good for"
        description="After that it ends by itself. No token lasts longer than a year."
        data={LIFETIMES.map((lifetime) => ({ ...lifetime }))}
        value={days}
        error={problem?.fieldMessage('expiresAt') ?? null}
        onChange={(event) => setDays(event.currentTarget.value)}
      />
      <PermissionChoices
        held={givable}
        chosen={chosen}
        onChange={(next) => {
          setChosen(next);
          onType();
        }}
      />
      {ofField === 'permissions' && (
        <p className={members.error} role="alert">
          {problem?.fieldMessage('permissions')}
        </p>
      )}
      {make.error !== null && ofField === undefined && (
        <p className={members.error} role="alert">
          {sentenceOf(make.error)}
        </p>
      )}
      <p className={members.note}>
        Give it no more than it needs. It loses what you lose, at once, and ends with your access.
      </p>
      <div className={members.row}>
        <Button type="submit" loading={make.isPending}>
          Make the token
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function MadeTokenNote({ made, onClose }: { made: MadeToken; onClose: () => void }) {
  return (
    <div className={members.form} data-shown-once>
      <div className={members.form} role="status">
        <p>
          Copy the token now: it is kept nowhere and not shown again. It works until{' '}
          <Moment at={made.expiresAt} as="day" />.
        </p>
        <dl className={members.facts}>
          <Copied label="API token" value={made.token} />
        </dl>
        <p className={members.note}>
          A program sends it with each request as <code>Authorization: Bearer …</code>. Whoever reads it on
          its way can use it: from another machine, over https alone.
        </p>
      </div>
      <div className={members.row}>
        <Button onClick={onClose}>Done</Button>
      </div>
    </div>
  );
}
