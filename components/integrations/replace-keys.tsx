'use client';

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Sheet } from '@/components/ui/sheet';
import type { ConnectorField } from '@/domain/connectors/connector-manifest';
import type { IntegrationView } from '@/domain/views/integration';
import { Problem } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { cleanField, unshownSentence } from '@/lib/integration-form';
import { KEY } from '@/lib/queries/keys';
import { ConnectionField } from './connection-field';
import styles from './integrations.module.css';
import { useFormFields } from './use-form-fields';

interface Replacing {
  integration: IntegrationView;
  fields: readonly ConnectorField[];
  onClose: () => void;
  onReplaced: () => void;
}

/** Other keys, or another host, for an integration: tested, and put in place only if they work. */
export function ReplaceKeys({ open, ...replacing }: Replacing & { open: boolean }) {
  return (
    <Sheet
      open={open}
      onClose={replacing.onClose}
      title={`Replace the keys of ${replacing.integration.name}`}
      side="centre"
    >
      <ReplaceKeysForm {...replacing} />
    </Sheet>
  );
}

function ReplaceKeysForm({ integration, fields, onClose, onReplaced }: Replacing) {
  const client = useQueryClient();
  const element = useRef<HTMLFormElement>(null);
  const form = useFormFields({ host: integration.host });
  const ids = fields.map((field) => field.id);
  const empty = fields.find((field) => form.valueOf(field.id).trim() === '');

  const replace = useMutation({
    mutationFn: () =>
      change(
        'done',
        `/api/v1/integrations/${encodeURIComponent(integration.id)}/keys`,
        Object.fromEntries(fields.map((field) => [field.id, cleanField(field, form.valueOf(field.id))])),
      ),
    onError: form.refuse,
    onSuccess: async () => {
      for (const subject of [KEY.integration, KEY.runs, KEY.hub, KEY.dashboard, KEY.shell]) {
        await client.invalidateQueries({ queryKey: [subject] });
      }
      onReplaced();
    },
  });

  const focus = (id: string | undefined) =>
    element.current?.querySelector<HTMLElement>(`input[name="${String(id)}"]`)?.focus();
  // Whoever pressed the button is led to the field that has to be mended.
  const { error, submittedAt } = replace;
  const refused = error instanceof Problem ? error.fields[0]?.field : undefined;
  useEffect(() => {
    if (refused !== undefined) focus(refused);
  }, [refused, submittedAt]);

  const submit = () => {
    form.touch(...ids);
    form.forget();
    if (empty === undefined) replace.mutate();
    else focus(empty.id);
  };
  const general = unshownSentence(error, ids);
  return (
    <form
      ref={element}
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!replace.isPending) submit();
      }}
    >
      <p className={styles.formNote}>
        The integration key now ends in {integration.ikeyEnding}. The new values are tested first; until they
        work, nothing changes.{' '}
        {integration.state === 'enabled'
          ? 'Then reading goes on at once from where it stopped.'
          : 'The integration stays as it is; they are used once it is resumed.'}
      </p>
      {fields.map((field) => (
        <ConnectionField key={field.id} field={field} form={form} />
      ))}
      {general !== null && (
        <p className={styles.formError} role="alert">
          {general}
        </p>
      )}
      <div className={styles.formActions}>
        <Button type="submit" loading={replace.isPending}>
          Test and replace
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
      <p className={styles.formNote} role="status">
        {replace.isPending && 'Testing the new values against Duo. This may take up to 45 seconds.'}
      </p>
    </form>
  );
}
