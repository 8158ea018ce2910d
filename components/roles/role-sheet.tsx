'use client';

import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FormSheet } from '@/components/ui/form-sheet';
import { knownPermissions, type Permission, withNeeded } from '@/domain/permissions';
import type { RoleView } from '@/domain/views/members';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { formatCountOf } from '@/lib/format/number';
import { useRemoveRole, useSaveRole } from '@/lib/queries/members';
import { PermissionChoices } from './permission-choices';
import styles from './roles.module.css';

/** Makes a custom role, or changes one. */
export function RoleSheet({
  role,
  held,
  onClose,
}: {
  role: RoleView | 'new' | null;
  /** What the reader may do, and so may give. */
  held: readonly string[];
  onClose: () => void;
}) {
  const made = role === 'new' ? null : role;
  return (
    <FormSheet
      open={role !== null}
      onClose={onClose}
      title={made === null ? 'Make a custom role' : `Change ${made.label}`}
      side="right"
    >
      {(form) => <RoleForm key={made?.id ?? 'new'} role={made} held={held} {...form} />}
    </FormSheet>
  );
}

function RoleForm({
  role,
  held,
  onType,
  onClose,
}: {
  role: RoleView | null;
  held: readonly string[];
  onType: () => void;
  onClose: () => void;
}) {
  const [name, setName] = useState(role?.label ?? '');
  const [description, setDescription] = useState(role?.description ?? '');
  const [chosen, setChosen] = useState<readonly Permission[]>(knownPermissions(role?.permissions ?? []));
  const save = useSaveRole(role?.id ?? null);
  const problem = save.error instanceof Problem ? save.error : null;
  const needed = withNeeded(chosen);
  const shown = ['name', 'description', 'permissions'].some(
    (field) => problem?.fieldMessage(field) !== undefined,
  );
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending)
          save.mutate(
            { name: name.trim(), description: description.trim(), permissions: needed },
            { onSuccess: onClose },
          );
      }}
    >
      <TextInput
        label="Name"
        maxLength={100}
        value={name}
        error={problem?.fieldMessage('name') ?? null}
        onChange={(event) => {
          setName(event.currentTarget.value);
          onType();
        }}
      />
      <TextInput
        label="What it is for"
        maxLength={200}
        value={description}
        error={problem?.fieldMessage('description') ?? null}
        onChange={(event) => {
          setDescription(event.currentTarget.value);
          onType();
        }}
      />
      <PermissionChoices
        held={held}
        chosen={chosen}
        onChange={(next) => {
          setChosen(next);
          onType();
        }}
      />
      {problem?.fieldMessage('permissions') !== undefined && (
        <p className={styles.error} role="alert">
          {problem.fieldMessage('permissions')}
        </p>
      )}
      {save.error !== null && !shown && (
        <p className={styles.error} role="alert">
          {sentenceOf(save.error)}
        </p>
      )}
      {role !== null && role.members > 0 && (
        <p className={styles.note}>
          {formatCountOf(role.members, 'member feels', 'members feel')} the change at their next click.
        </p>
      )}
      <div className={styles.row}>
        <Button type="submit" loading={save.isPending}>
          {role === null ? 'Make the role' : 'Save the role'}
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        {role !== null && <RemoveRole role={role} onRemoved={onClose} />}
      </div>
    </form>
  );
}

function RemoveRole({ role, onRemoved }: { role: RoleView; onRemoved: () => void }) {
  const remove = useRemoveRole(role.id);
  const [asking, setAsking] = useState(false);
  return (
    <>
      {asking ? (
        <Button
          color="red"
          loading={remove.isPending}
          onClick={() => remove.mutate(undefined, { onSuccess: onRemoved })}
        >
          Remove {role.label} for good
        </Button>
      ) : (
        <Button
          variant="default"
          disabled={role.members > 0}
          title={role.members > 0 ? 'Give its members another role first.' : undefined}
          onClick={() => setAsking(true)}
        >
          Remove the role
        </Button>
      )}
      {remove.error !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(remove.error)}
        </p>
      )}
    </>
  );
}
