'use client';

import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import type { ConnectorField, ConnectorManifest } from '@/domain/connectors/connector-manifest';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { formatInterval } from '@/lib/format/duration';
import { DESCRIPTION_LIMIT, cleanField, fieldFault, nameFault, testFault } from '@/lib/integration-form';
import { KEY } from '@/lib/queries/keys';
import styles from './integrations.module.css';
import { ProbeSteps } from './probe-steps';

type Values = Readonly<Record<string, string>>;

/** Name, values and interval; tested before they are saved. */
export function ConnectForm({ connector }: { connector: ConnectorManifest }) {
  const router = useRouter();
  const client = useQueryClient();
  const stream = connector.streams[0];
  const [values, setValues] = useState<Values>({});
  const [interval, setInterval] = useState(String(stream?.defaultIntervalSeconds ?? 60));
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const [server, setServer] = useState<Problem | null>(null);

  const valueOf = (id: string) => values[id] ?? '';
  const connection = () =>
    Object.fromEntries(connector.fields.map((field) => [field.id, cleanField(field, valueOf(field.id))]));

  const test = useMutation({
    mutationFn: () => change('probe', '/api/v1/integrations/test', connection()),
    onError: (error) => setServer(error instanceof Problem ? error : null),
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
    onError: (error) => setServer(error instanceof Problem ? error : null),
    onSuccess: async ({ id }) => {
      await client.invalidateQueries({ queryKey: [KEY.hub] });
      await client.invalidateQueries({ queryKey: [KEY.shell] });
      router.push(`/integrations/${id}?saved=1`);
    },
  });

  const type = (id: string, value: string) => {
    setValues({ ...values, [id]: value });
    setServer(null);
    // What was tested is no longer what would be saved.
    if (connector.fields.some((field) => field.id === id)) test.reset();
  };
  const touch = (id: string) => setTouched(new Set(touched).add(id));

  const result = test.data ?? null;
  const passed = result?.ok ?? false;
  const tested = result === null ? null : testFault(result.steps);

  const faultOf = (id: string, own: string | null): string | null => {
    const said = server?.fieldMessage(id);
    if (said !== undefined) return said;
    if (tested?.field === id) return tested.message;
    return touched.has(id) ? own : null;
  };
  const empty = connector.fields.filter((field) => valueOf(field.id).trim() === '');

  const runTest = () => {
    setTouched(new Set([...touched, ...connector.fields.map((field) => field.id)]));
    setServer(null);
    if (empty.length === 0) test.mutate();
  };
  const runSave = () => {
    setTouched(new Set([...touched, 'name', ...connector.fields.map((field) => field.id)]));
    setServer(null);
    if (nameFault(valueOf('name')) === null && empty.length === 0) save.mutate();
  };

  const general = generalSentence(test.error ?? save.error, connector.fields);
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
          error={faultOf('name', nameFault(valueOf('name')))}
          onChange={(event) => type('name', event.currentTarget.value)}
          onBlur={() => touch('name')}
        />
        <TextInput
          label="Description"
          placeholder="Optional: which Duo account this is, and who looks after it"
          maxLength={DESCRIPTION_LIMIT}
          value={valueOf('description')}
          error={faultOf('description', null)}
          onChange={(event) => type('description', event.currentTarget.value)}
        />
        {connector.fields.map((field) => (
          <ConnectionField
            key={field.id}
            field={field}
            value={valueOf(field.id)}
            fault={faultOf(field.id, fieldFault(field, valueOf(field.id)))}
            onType={(value) => {
              type(field.id, value);
              // While a value is still short it is being typed, not wrong.
              if (value.trim().length >= 20) touch(field.id);
            }}
            onLeave={() => {
              if (valueOf(field.id) === '') return;
              type(field.id, cleanField(field, valueOf(field.id)));
              touch(field.id);
            }}
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

function ConnectionField({
  field,
  value,
  fault,
  onType,
  onLeave,
}: {
  field: ConnectorField;
  value: string;
  fault: string | null;
  onType: (value: string) => void;
  onLeave: () => void;
}) {
  const common = {
    label: field.label,
    description: field.help,
    placeholder: field.placeholder,
    required: true,
    maxLength: 400,
    autoComplete: 'off',
    spellCheck: false,
    value,
    error: fault,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => onType(event.currentTarget.value),
    onBlur: onLeave,
  } as const;
  return field.secret ? <PasswordInput {...common} autoComplete="new-password" /> : <TextInput {...common} />;
}

/** The sentence above the buttons: only what no field shows already. */
function generalSentence(error: Error | null, fields: readonly ConnectorField[]): string | null {
  if (error === null) return null;
  const shown = ['name', 'description', ...fields.map((field) => field.id)];
  if (error instanceof Problem && error.fields.length > 0) {
    const others = error.fields.filter((fault) => !shown.includes(fault.field));
    return others.length === 0 ? null : others.map((fault) => fault.message).join(' ');
  }
  return sentenceOf(error);
}
