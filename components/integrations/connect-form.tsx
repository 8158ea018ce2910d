'use client';

import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import { change } from '@/lib/api/request';
import { formatInterval } from '@/lib/format/duration';
import { DESCRIPTION_LIMIT, cleanField, nameFault, testFault, unshownSentence } from '@/lib/integration-form';
import { KEY } from '@/lib/queries/keys';
import { ConnectionField } from './connection-field';
import styles from './integrations.module.css';
import { ProbeSteps } from './probe-steps';
import { useFormFields } from './use-form-fields';

/** Name, values and interval; tested before they are saved. */
export function ConnectForm({ connector }: { connector: ConnectorManifest }) {
  const router = useRouter();
  const client = useQueryClient();
  const stream = connector.streams[0];
  const form = useFormFields();
  const [interval, setInterval] = useState(String(stream?.defaultIntervalSeconds ?? 60));
  const { valueOf } = form;
  const connection = () =>
    Object.fromEntries(connector.fields.map((field) => [field.id, cleanField(field, valueOf(field.id))]));

  const test = useMutation({
    mutationFn: () => change('probe', '/api/v1/integrations/test', connection()),
    onError: form.refuse,
  });
  const save = useMutation({
    mutationFn: () =>
      change('created', '/api/v1/integrations', {
        connector: connector.id,
        name: valueOf('name').trim(),
        description: valueOf('description').trim(),
        intervalSeconds: Number(interval),
        ...connection(),
      }),
    onError: form.refuse,
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: [KEY.hub] });
      await client.invalidateQueries({ queryKey: [KEY.shell] });
      router.push(`/integrations/${id}?saved=1`);
    },
  });

  const result = test.data ?? null;
  const passed = result?.ok ?? false;
  const tested = result === null ? null : testFault(result.steps);
  const fieldIds = connector.fields.map((field) => field.id);
  const empty = connector.fields.filter((field) => valueOf(field.id).trim() === '');

  const runTest = () => {
    form.touch(...fieldIds);
    form.forget();
    if (empty.length === 0) test.mutate();
  };
  const runSave = () => {
    form.touch('name', ...fieldIds);
    form.forget();
    if (nameFault(valueOf('name')) === null && empty.length === 0) save.mutate();
  };

  const general = unshownSentence(test.error ?? save.error, ['name', 'description', ...fieldIds]);
  return (
    <Card title="Configure">
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          if (passed) runSave();
          else runTest();
        }}
      >
        <TextInput
          label="Name"
          description="Unique among your integrations; it is shown with every number that comes from here."
          placeholder="Production"
          required
          maxLength={120}
          value={valueOf('name')}
          error={form.faultOf('name', nameFault(valueOf('name')))}
          onChange={(event) => form.type('name', event.currentTarget.value)}
          onBlur={() => form.touch('name')}
        />
        <TextInput
          label="Description"
          placeholder="Optional: which Duo account this is, and who looks after it"
          maxLength={DESCRIPTION_LIMIT}
          value={valueOf('description')}
          error={form.faultOf('description', null)}
          onChange={(event) => form.type('description', event.currentTarget.value)}
        />
        {connector.fields.map((field) => (
          // What was tested is no longer what would be saved.
          <ConnectionField
            key={field.id}
            field={field}
            form={form}
            fault={tested?.field === field.id ? tested.message : null}
            onType={() => test.reset()}
          />
        ))}
        {stream !== undefined && (
          <NativeSelect
            label="Interval"
            description={`How often the ${stream.label.toLowerCase()} log is read.`}
            value={interval}
            onChange={(event) => setInterval(event.currentTarget.value)}
            data={stream.presetIntervalSeconds.map((seconds) => ({
              value: String(seconds),
              label: `Every ${formatInterval(seconds)}`,
            }))}
          />
        )}
        {general !== null && (
          <p className={styles.formError} role="alert">
            {general}
          </p>
        )}
        <div className={styles.formActions}>
          <Button
            type={passed ? 'button' : 'submit'}
            variant={passed ? 'default' : 'filled'}
            loading={test.isPending}
            onClick={passed ? runTest : undefined}
          >
            {result === null ? 'Test connection' : 'Test again'}
          </Button>
          {passed && (
            <Button type="submit" loading={save.isPending}>
              Save and start polling
            </Button>
          )}
        </div>
      </form>
      {(test.isPending || result !== null) && (
        <div style={{ marginTop: 18 }}>
          <ProbeSteps testing={test.isPending} result={result} guide={`/integrations/new/${connector.id}`} />
        </div>
      )}
    </Card>
  );
}
