'use client';

import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { Sheet } from '@/components/ui/sheet';
import table from '@/components/ui/table.module.css';
import type { PasskeyView } from '@/domain/views/your-sign-in';
import { sentenceOf } from '@/lib/api/problem';
import { formatCountOf } from '@/lib/format/number';
import {
  secondFactorQuery,
  useAddPasskey,
  useNamePasskey,
  useRemovePasskey,
} from '@/lib/queries/your-sign-in';
import { RecoveryCodesNote } from './recovery-codes-note';
import styles from './your-sign-in.module.css';

/** The passkeys of the member: each signs in by itself, and stands as a second factor. */
export function PasskeysCard() {
  const { data } = useQuery(secondFactorQuery());
  const [naming, setNaming] = useState<PasskeyView | 'new' | null>(null);
  if (data === undefined) return null;
  return (
    <Card
      title="Passkeys"
      note={
        data.passkeys.length === 0 ? undefined : formatCountOf(data.passkeys.length, 'passkey', 'passkeys')
      }
      action={
        data.passkeysPossible && (
          <Button size="compact-sm" variant="default" onClick={() => setNaming('new')}>
            Add a passkey
          </Button>
        )
      }
    >
      <p className={styles.lead}>
        {data.passkeysPossible
          ? 'A passkey lives in your device or on a security key and is unlocked with a finger, a face or a PIN. It signs you in without a password, and nobody can be talked out of it.'
          : 'Browsers make passkeys for names, and Parapet is at a number here. Whoever runs it sets PARAPET_URL to a name, as in http://localhost:3000.'}
      </p>
      {data.passkeys.length > 0 && (
        <div className={table.scroll}>
          <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="Passkeys">
            <thead>
              <tr>
                <th scope="col">Name</th>
                <th scope="col">Added</th>
                <th scope="col">Last used</th>
                <th scope="col">
                  <span className="visually-hidden">Change</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {data.passkeys.map((passkey) => (
                <PasskeyRow key={passkey.id} passkey={passkey} onRename={() => setNaming(passkey)} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Sheet
        open={naming !== null}
        onClose={() => setNaming(null)}
        title={naming === 'new' ? 'Add a passkey' : 'Rename the passkey'}
        side="centre"
        keepsTyped
      >
        {naming === 'new' && <AddForm onDone={() => setNaming(null)} />}
        {naming !== null && naming !== 'new' && (
          <RenameForm passkey={naming} onDone={() => setNaming(null)} />
        )}
      </Sheet>
    </Card>
  );
}

function PasskeyRow({
  passkey: { id, name, addedAt, lastUsedAt, backedUp, blocked },
  onRename,
}: {
  passkey: PasskeyView;
  onRename: () => void;
}) {
  const remove = useRemovePasskey(id);
  const [asking, setAsking] = useState(false);
  return (
    <tr>
      <th scope="row" data-lead>
        {name}
        <span className={table.sub}>{backedUp ? 'kept by its maker too' : 'on one device only'}</span>
        {blocked && <Chip tone="bad">Blocked: it may have been copied</Chip>}
        {remove.error !== null && (
          <span className={styles.error} role="alert">
            {sentenceOf(remove.error)}
          </span>
        )}
      </th>
      <td data-label="Added" className={table.soft}>
        <Moment at={addedAt} as="day" />
      </td>
      <td data-label="Last used" className={table.soft}>
        {lastUsedAt === null ? 'not yet' : <Moment at={lastUsedAt} as="relative" />}
      </td>
      <td>
        <div className={styles.row}>
          {asking ? (
            <>
              <Button
                size="compact-sm"
                color="red"
                autoFocus
                loading={remove.isPending}
                onClick={() => remove.mutate(undefined)}
              >
                Remove {name}
              </Button>
              <Button size="compact-sm" variant="default" onClick={() => setAsking(false)}>
                Cancel
              </Button>
            </>
          ) : (
            <>
              <Button size="compact-sm" variant="default" aria-label={`Rename ${name}`} onClick={onRename}>
                Rename
              </Button>
              <Button
                size="compact-sm"
                variant="default"
                aria-label={`Remove ${name}`}
                onClick={() => setAsking(true)}
              >
                Remove
              </Button>
            </>
          )}
        </div>
      </td>
    </tr>
  );
}

function AddForm({ onDone }: { onDone: () => void }) {
  const add = useAddPasskey();
  if (add.data !== undefined && add.data.recoveryCodes.length > 0)
    return <RecoveryCodesNote codes={add.data.recoveryCodes} onDone={onDone} />;
  return (
    <NameForm
      initial=""
      word="Make the passkey"
      busy={add.isPending}
      error={add.error}
      onName={(name) =>
        add.mutate(name, {
          onSuccess: ({ recoveryCodes }) => {
            if (recoveryCodes.length === 0) onDone();
          },
        })
      }
    />
  );
}

function RenameForm({ passkey, onDone }: { passkey: PasskeyView; onDone: () => void }) {
  const rename = useNamePasskey(passkey.id);
  return (
    <NameForm
      initial={passkey.name}
      word="Rename"
      busy={rename.isPending}
      error={rename.error}
      onName={(name) => rename.mutate(name, { onSuccess: onDone })}
    />
  );
}

function NameForm({
  initial,
  word,
  busy,
  error,
  onName,
}: {
  initial: string;
  word: string;
  busy: boolean;
  error: Error | null;
  onName: (name: string) => void;
}) {
  const [name, setName] = useState(initial);
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) onName(name);
      }}
    >
      <TextInput
        label="Name"
        description="By which you know it again: the device, or the key."
        placeholder="Telephone"
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      {error !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(error)}
        </p>
      )}
      <div className={styles.row}>
        <Button type="submit" loading={busy}>
          {word}
        </Button>
      </div>
    </form>
  );
}
