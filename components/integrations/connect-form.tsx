'use client';

import { Button, TextInput } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect, useRef, useState } from 'react';
import { Card } from '@/components/ui/card';
import { LeaveGuard } from '@/components/ui/leave-guard';
import type { ConnectorManifest, ConnectorStream } from '@/domain/connectors/connector-manifest';
import type { Connected, ProbeResult, ProbeStep } from '@/domain/views/integration';
import { Problem } from '@/lib/api/problem';
import { change, changeInParts } from '@/lib/api/request';
import {
  DESCRIPTION_LIMIT,
  cleanField,
  initialValues,
  nameFault,
  unshownSentence,
} from '@/lib/integration-form';
import { KEY } from '@/lib/queries/keys';
import { firstFaultyStream, permissionRows, sentChoices, usualChoices } from '@/lib/stream-choices';
import styles from './connect.module.css';
import { ConnectionField } from './connection-field';
import shared from './integrations.module.css';
import { PermissionMatrix } from './permission-matrix';
import { ProbeSteps } from './probe-steps';
import { type BackfillDays, StartChoices } from './start-choices';
import { intervalName, StreamChoicesCard } from './stream-choices';
import { useFormFields } from './use-form-fields';

/** Name, values, streams and start; tested before they are saved. */
export function ConnectForm({
  connector,
  onConnected,
}: {
  connector: ConnectorManifest;
  onConnected: (connected: Connected) => void;
}) {
  const client = useQueryClient();
  const element = useRef<HTMLFormElement>(null);
  const form = useFormFields(initialValues(connector.fields));
  const [choices, setChoices] = useState(() => usualChoices(connector.streams));
  const [enabled, setEnabled] = useState(true);
  const [backfill, setBackfill] = useState<BackfillDays>('0');
  const [soFar, setSoFar] = useState<readonly ProbeStep[]>([]);
  const { valueOf } = form;
  const { fields, streams } = connector;
  const fieldIds = fields.map(({ id }) => id);
  const typed = () =>
    Object.fromEntries(fields.map((field) => [field.id, cleanField(field, valueOf(field.id))]));

  const test = useMutation({
    mutationFn: () => {
      setSoFar([]);
      return changeInParts(
        'probe',
        '/api/v1/integrations/test',
        { connector: connector.id, fields: typed() },
        (step) => setSoFar((before) => [...before, step]),
      );
    },
    onError: form.refuse,
  });
  const save = useMutation({
    mutationFn: () =>
      change('connected', '/api/v1/integrations', {
        connector: connector.id,
        name: valueOf('name').trim(),
        description: valueOf('description').trim(),
        fields: typed(),
        streams: sentChoices(streams, choices),
        enabled,
        backfillDays: Number(backfill),
      }),
    onError: form.refuse,
    onSuccess: async (connected) => {
      onConnected(connected);
      await client.invalidateQueries({ queryKey: [KEY.hub] });
      await client.invalidateQueries({ queryKey: [KEY.shell] });
    },
  });

  const result = test.data ?? null;
  const tested = result?.fault ?? null;
  const mayTest = connector.probe.length > 0;
  const maySave = !mayTest || (result !== null && result.ok && result.twin === null);
  const busy = test.isPending || save.isPending;

  const focus = (name: string | undefined) =>
    element.current?.querySelector<HTMLElement>(`input[name="${String(name)}"]`)?.focus();
  // Whoever pressed the button is led to the field that has to be mended.
  const refused = firstField(save.error ?? test.error) ?? tested?.field ?? undefined;
  const at = Math.max(save.submittedAt, test.submittedAt);
  useEffect(() => {
    if (refused !== undefined && !busy) focus(nameOfField(refused, streams));
  }, [refused, at, busy, streams]);

  const run = (what: 'test' | 'save') => {
    form.touch('name', ...fieldIds);
    form.forget();
    const empty = fieldIds.find((id) => valueOf(id).trim() === '');
    const faulty = firstFaultyStream(connector, choices);
    const nameless = nameFault(valueOf('name')) !== null;
    if (what === 'save' && nameless) focus('name');
    else if (empty !== undefined) focus(empty);
    else if (what === 'save' && faulty !== null) focus(intervalName({ id: faulty }));
    else if (what === 'test') test.mutate();
    else save.mutate();
  };

  const intervalFaultOf = (stream: ConnectorStream) =>
    form.faultOf(`streams.${String(streams.indexOf(stream))}.intervalSeconds`, null);
  const shown = [
    'name',
    'description',
    ...fieldIds,
    ...streams.map((_, i) => `streams.${String(i)}.intervalSeconds`),
  ];
  const general = unshownSentence(test.error ?? save.error, shown);

  return (
    <form
      ref={element}
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) run(maySave ? 'save' : 'test');
      }}
    >
      <LeaveGuard
        unsaved={form.typed && !save.isSuccess}
        lost="What you have typed here, the keys included, is kept nowhere and would be lost."
      />
      <Card title="Configure">
        <div className={styles.fields}>
          <TextInput
            name="name"
            label="Name"
            description="Unique among your integrations; it is shown with every number that comes from here."
            placeholder="Production"
            required
            maxLength={120}
            autoComplete="off"
            value={valueOf('name')}
            error={form.faultOf('name', nameFault(valueOf('name')))}
            onChange={(event) => form.type('name', event.currentTarget.value)}
            onBlur={() => valueOf('name') !== '' && form.touch('name')}
          />
          <TextInput
            name="description"
            label="Description"
            placeholder="Optional: which account this is, and who looks after it"
            maxLength={DESCRIPTION_LIMIT}
            autoComplete="off"
            value={valueOf('description')}
            error={form.faultOf('description', null)}
            onChange={(event) => form.type('description', event.currentTarget.value)}
          />
          {fields.map((field) => (
            // What was tested is no longer what would be saved.
            <ConnectionField
              key={field.id}
              field={field}
              form={form}
              fault={tested?.field === field.id ? tested.message : null}
              accepted={result !== null}
              onType={() => test.reset()}
            />
          ))}
        </div>
      </Card>
      {connector.delivery === 'polled' && (
        <StreamChoicesCard
          connector={connector}
          choices={choices}
          faultOf={intervalFaultOf}
          onChoose={(stream, choice) => {
            setChoices((before) => ({ ...before, [stream.id]: choice }));
            form.forget();
          }}
        />
      )}
      <StartChoices
        polls={connector.delivery === 'polled'}
        enabled={enabled}
        onEnabled={setEnabled}
        backfill={backfill}
        onBackfill={setBackfill}
      />
      <Card title={mayTest ? 'Test and save' : 'Save'}>
        {general !== null && (
          <p className={styles.error} role="alert">
            {general}
          </p>
        )}
        <div className={styles.actions}>
          {mayTest && (
            <Button
              type={maySave ? 'button' : 'submit'}
              variant={maySave ? 'default' : 'filled'}
              loading={test.isPending}
              onClick={maySave ? () => run('test') : undefined}
            >
              {result === null ? 'Test connection' : 'Test again'}
            </Button>
          )}
          {maySave && (
            <Button type="submit" loading={save.isPending}>
              {!enabled
                ? 'Save without enabling'
                : connector.delivery === 'polled'
                  ? 'Save and start polling'
                  : 'Save'}
            </Button>
          )}
        </div>
        {(test.isPending || result !== null) && (
          <div className={styles.result}>
            <ProbeSteps
              testing={test.isPending}
              result={result}
              soFar={soFar}
              expected={connector.probe}
              guide=""
            />
            {result !== null && result.twin !== null && <ReadAlready twin={result.twin} />}
            {result !== null && connector.delivery === 'polled' && result.streams.length > 0 && (
              <PermissionMatrix rows={permissionRows(streams, result.streams, choices)} />
            )}
          </div>
        )}
      </Card>
    </form>
  );
}

/** Said of a source that another integration reads: saved twice, every record would count twice. */
function ReadAlready({ twin }: { twin: NonNullable<ProbeResult['twin']> }) {
  return (
    <div className={styles.word}>
      <IconAlertTriangle size={18} stroke={1.9} aria-hidden />
      <p>
        <strong>{twin.name} reads this account already.</strong> Read twice, every record would count twice,
        so it cannot be saved again. Its keys can be replaced, its streams switched and more history fetched
        on its page.{' '}
        <Link className={shared.link} href={`/integrations/${twin.id}`} prefetch={false}>
          Open {twin.name}
        </Link>
      </p>
    </div>
  );
}

function firstField(error: Error | null): string | undefined {
  return error instanceof Problem ? error.fields[0]?.field : undefined;
}

/** The name of the input that stands for a field as the server names it. */
function nameOfField(field: string, streams: readonly ConnectorStream[]): string {
  const index = /^streams\.(\d+)\./.exec(field)?.[1];
  const stream = index === undefined ? undefined : streams[Number(index)];
  return stream === undefined ? field : intervalName(stream);
}
