'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { RoleSelect } from '@/components/members/invite-sheet';
import { FormSheet } from '@/components/ui/form-sheet';
import { Sheet } from '@/components/ui/sheet';
import type { Customer, CustomersView } from '@/domain/views/customers';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { useLetIn, useMakeCustomer } from '@/lib/queries/customers';
import styles from './customers.module.css';

type Roles = CustomersView['roles'];

/** Asks for the name of a customer and the role that its maker has there. */
export function MakeCustomerSheet({
  open,
  roles,
  onClose,
}: {
  open: boolean;
  roles: Roles;
  onClose: () => void;
}) {
  return (
    <FormSheet open={open} onClose={onClose} title="Make an account" side="centre">
      {(form) => <MakeForm roles={roles} {...form} />}
    </FormSheet>
  );
}

function MakeForm({ roles, onType, onClose }: { roles: Roles; onType: () => void; onClose: () => void }) {
  const [name, setName] = useState('');
  const [role, setRole] = useState(preferred(roles));
  const make = useMakeCustomer();
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!make.isPending) make.mutate({ name: name.trim(), role }, { onSuccess: onClose });
      }}
    >
      <TextInput
        label="Name of the customer"
        maxLength={100}
        autoComplete="off"
        value={name}
        error={fieldOf(make.error, 'name')}
        onChange={(event) => {
          setName(event.currentTarget.value);
          onType();
        }}
      />
      <RoleSelect roles={roles} value={role} error={fieldOf(make.error, 'role')} onChange={setRole} />
      <Fault error={make.error} fields={['name', 'role']} />
      <div className={styles.row}>
        <Button type="submit" loading={make.isPending}>
          Make the account
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

/** Asks which member of the partner's account is let into a customer's, and as what. */
export function LetInSheet({
  customer,
  view,
  onClose,
}: {
  customer: Customer | null;
  view: CustomersView;
  onClose: () => void;
}) {
  return (
    <Sheet
      open={customer !== null}
      onClose={onClose}
      title={customer === null ? '' : `Let a member into ${customer.name}`}
      side="centre"
    >
      {customer !== null && <LetInForm customer={customer} view={view} onClose={onClose} />}
    </Sheet>
  );
}

function LetInForm({
  customer,
  view: { members, roles },
  onClose,
}: {
  customer: Customer;
  view: CustomersView;
  onClose: () => void;
}) {
  const [memberId, setMemberId] = useState(members[0]?.id ?? '');
  const [role, setRole] = useState(preferred(roles));
  const letIn = useLetIn(customer.id);
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!letIn.isPending) letIn.mutate({ memberId, role }, { onSuccess: onClose });
      }}
    >
      <p className={styles.note}>
        They go on in {customer.name} without signing in again. When they lose access to this account, they
        lose it there too.
      </p>
      <NativeSelect
        label="Member"
        data={members.map(({ id, name }) => ({ value: id, label: name }))}
        value={memberId}
        error={fieldOf(letIn.error, 'memberId') ?? fieldOf(letIn.error, 'id')}
        onChange={(event) => setMemberId(event.currentTarget.value)}
      />
      <RoleSelect roles={roles} value={role} error={fieldOf(letIn.error, 'role')} onChange={setRole} />
      <Fault error={letIn.error} fields={['memberId', 'id', 'role']} />
      <div className={styles.row}>
        <Button type="submit" loading={letIn.isPending}>
          Let them in
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}

function preferred(roles: Roles): string {
  return roles.find(({ id }) => id === 'partner_administrator')?.id ?? roles[0]?.id ?? '';
}

function fieldOf(error: Error | null, field: string): string | null {
  return (error instanceof Problem ? error.fieldMessage(field) : undefined) ?? null;
}

function Fault({ error, fields }: { error: Error | null; fields: readonly string[] }) {
  if (error === null || fields.some((field) => fieldOf(error, field) !== null)) return null;
  return (
    <p className={styles.error} role="alert">
      {sentenceOf(error)}
    </p>
  );
}
