'use client';

import { Button } from '@mantine/core';
import { useEffect, useRef } from 'react';
import { Sheet } from '@/components/ui/sheet';
import { findConnector } from '@/domain/connectors/catalogue';
import type { IntegrationView } from '@/domain/views/integration';
import { Problem } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { cleanField, initialValues, unshownSentence } from '@/lib/integration-form';
import { useIntegrationChange } from '@/lib/queries/use-change';
import { ConnectionField } from './connection-field';
import styles from './integrations.module.css';
import { pathOf } from './steer-dialogs';
import { useFormFields } from './use-form-fields';

export interface Revealed {
  readonly label: string;
  readonly value: string;
}

interface Replacing {
  readonly integration: IntegrationView;
  /** What brought the person here: the host, too, may only be changed together with the keys. */
  readonly reason: 'keys' | 'host';
  readonly onClose: () => void;
  /** With the values that were made here, to be shown once. */
  readonly onReplaced: (reveal: readonly Revealed[]) => void;
}

/** Other keys, or another host, for an integration: tested, and put in place only if they work. */
export function ReplaceKeys({ open, ...replacing }: Replacing & { open: boolean }) {
  const { integration, reason } = replacing;
  return (
    <Sheet
      open={open}
      onClose={replacing.onClose}
      title={`${reason === 'keys' ? 'Replace the keys' : 'Change the host'} of ${integration.name}`}
      side="centre"
      keepsTyped
    >
      <ReplaceKeysForm {...replacing} />
    </Sheet>
  );
}

function ReplaceKeysForm({ integration, reason, onClose, onReplaced }: Replacing) {
  const connector = findConnector(integration.connector);
  const fields = connector?.fields ?? [];
  const element = useRef<HTMLFormElement>(null);
  const host = fields.find(({ holds }) => holds === 'host');
  const form = useFormFields({
    ...initialValues(fields),
    ...(host === undefined ? {} : { [host.id]: integration.host }),
  });
  const ids = fields.map((field) => field.id);
  const empty = fields.find((field) => form.valueOf(field.id).trim() === '');

  const replace = useIntegrationChange(
    () =>
      change('revealed', pathOf(integration, 'keys'), {
        fields: Object.fromEntries(
          fields.map((field) => [field.id, cleanField(field, form.valueOf(field.id))]),
        ),
      }).catch((error: unknown) => {
        if (error instanceof Error) form.refuse(error);
        throw error;
      }),
    ({ reveal }) => onReplaced(reveal),
  );

  const focus = (id: string | undefined) =>
    element.current?.querySelector<HTMLElement>(`input[name="${String(id)}"]`)?.focus();
  // Whoever pressed the button is led to the field that has to be mended.
  const { error, submittedAt } = replace;
  const refused = error instanceof Problem ? error.fields[0]?.field : undefined;
  useEffect(() => {
    if (refused !== undefined) focus(refused);
  }, [refused, submittedAt]);
  const first = reason === 'host' ? host?.id : undefined;
  useEffect(() => {
    if (first === undefined) return;
    focus(first);
    element.current?.querySelector<HTMLInputElement>(`input[name="${first}"]`)?.select();
  }, [first]);

  const submit = () => {
    form.touch(...ids);
    form.forget();
    if (empty === undefined) replace.mutate();
    else focus(empty.id);
  };
  const general = unshownSentence(error, ids);
  const tested = (connector?.probe.length ?? 0) > 0;
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
        {reason === 'host' && 'Keys belong to one host, so enter those of the new one too. '}
        {integration.ikeyEnding !== '' && `The key now ends in ${integration.ikeyEnding}. `}
        {tested
          ? 'The new values are tested first; until they work, nothing changes. '
          : 'A new value is made and shown once; the one in use stops working at that moment. '}
        {integration.state !== 'enabled'
          ? 'The integration stays as it is; they are used once it reads again.'
          : tested && 'Then reading goes on at once from where it stopped.'}
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
          {tested ? 'Test and replace' : 'Replace'}
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
      <p className={styles.formNote} role="status">
        {replace.isPending && tested && 'Testing the new values. This may take up to a minute.'}
      </p>
    </form>
  );
}
