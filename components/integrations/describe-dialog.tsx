'use client';

import { Button, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Sheet } from '@/components/ui/sheet';
import type { IntegrationView } from '@/domain/views/integration';
import { change } from '@/lib/api/request';
import { DESCRIPTION_LIMIT, NAME_LIMIT, nameFault, unshownSentence } from '@/lib/integration-form';
import { useIntegrationChange } from '@/lib/queries/use-change';
import styles from './integrations.module.css';
import { pathOf } from './steer-dialogs';
import { useFormFields } from './use-form-fields';

/** Another name or description for an integration. */
export function DescribeDialog({
  integration,
  open,
  onClose,
}: {
  integration: IntegrationView;
  open: boolean;
  onClose: () => void;
}) {
  const [typed, setTyped] = useState(false);
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={`Rename ${integration.name}`}
      side="centre"
      keepsTyped={typed}
    >
      <DescribeForm integration={integration} onClose={onClose} onType={() => setTyped(true)} />
    </Sheet>
  );
}

function DescribeForm({
  integration,
  onClose,
  onType,
}: {
  integration: IntegrationView;
  onClose: () => void;
  onType: () => void;
}) {
  const form = useFormFields({ name: integration.name, description: integration.description });
  const name = form.valueOf('name');
  const description = form.valueOf('description');
  const save = useIntegrationChange(
    () =>
      change('done', pathOf(integration, 'description'), {
        name: name.trim(),
        description: description.trim(),
      }).catch((error: unknown) => {
        if (error instanceof Error) form.refuse(error);
        throw error;
      }),
    onClose,
  );
  const type = (field: string, value: string) => {
    form.type(field, value);
    onType();
  };
  const general = unshownSentence(save.error, ['name', 'description']);
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        form.touch('name');
        form.forget();
        if (nameFault(name) === null && !save.isPending) save.mutate();
      }}
    >
      <TextInput
        label="Name"
        name="name"
        required
        maxLength={NAME_LIMIT}
        autoComplete="off"
        data-autofocus
        value={name}
        error={form.faultOf('name', nameFault(name))}
        onChange={(event) => type('name', event.currentTarget.value)}
      />
      <TextInput
        label="Description"
        name="description"
        maxLength={DESCRIPTION_LIMIT}
        autoComplete="off"
        value={description}
        error={form.faultOf('description', null)}
        onChange={(event) => type('description', event.currentTarget.value)}
      />
      {general !== null && (
        <p className={styles.formError} role="alert">
          {general}
        </p>
      )}
      <div className={styles.formActions}>
        <Button type="submit" loading={save.isPending}>
          Save
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
