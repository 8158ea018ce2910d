'use client';

import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Sheet } from '@/components/ui/sheet';
import { Bone } from '@/components/ui/skeleton';
import { FailedState } from '@/components/ui/states';
import type { IntegrationHoldings, IntegrationView } from '@/domain/views/integration';
import { Problem } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { unshownSentence } from '@/lib/integration-form';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { holdingsQuery } from '@/lib/queries/integrations';
import { useIntegrationChange } from '@/lib/queries/use-change';
import page from './integration-page.module.css';
import styles from './integrations.module.css';
import { Choice, pathOf } from './steer-dialogs';

type Keep = 'events' | 'nothing';

interface Deleting {
  readonly integration: IntegrationView;
  readonly onClose: () => void;
}

/** Deletes an integration: says what exists, offers to keep it, and asks for the name. */
export function DeleteDialog({ open, ...deleting }: Deleting & { readonly open: boolean }) {
  const [typed, setTyped] = useState(false);
  return (
    <Sheet
      open={open}
      onClose={deleting.onClose}
      title={`Delete ${deleting.integration.name}?`}
      side="centre"
      keepsTyped={typed}
    >
      <DeleteForm {...deleting} onType={() => setTyped(true)} />
    </Sheet>
  );
}

function DeleteForm({ integration, onClose, onType }: Deleting & { readonly onType: () => void }) {
  const router = useRouter();
  const { data: holdings, error, refetch } = useQuery(holdingsQuery(integration.id));
  const [keep, setKeep] = useState<Keep>('events');
  const [name, setName] = useState('');
  const [asked, setAsked] = useState(false);
  const remove = useIntegrationChange(
    () => change('done', pathOf(integration, 'delete'), { name: name.trim(), keep }),
    () => {
      onClose();
      if (keep === 'events') router.push('/integrations');
    },
  );
  if (holdings === undefined && error !== null) {
    return (
      <FailedState what="What exists could not be counted." error={error} retry={() => void refetch()} />
    );
  }
  const own = name.trim() === integration.name ? null : `Type ${integration.name}, exactly as it is.`;
  const said = remove.error instanceof Problem ? remove.error.fieldMessage('name') : undefined;
  const general = unshownSentence(remove.error, ['name']);
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (own === null && !remove.isPending) remove.mutate();
      }}
    >
      <Holdings holdings={holdings} />
      <fieldset className={page.choices}>
        <legend className="visually-hidden">What becomes of it</legend>
        <Choice
          name="keep"
          checked={keep === 'events'}
          onChoose={() => setKeep('events')}
          title="Keep events and scores"
        >
          Reading ends and the keys are destroyed. Signals, events, people and their scores stay as they are;
          run history and quarantine go.
        </Choice>
        <Choice
          name="keep"
          checked={keep === 'nothing'}
          onChoose={() => setKeep('nothing')}
          title="Remove everything that came from here"
        >
          {holdings === undefined ? 'All of the above goes' : lossOf(holdings)}.
          {holdings?.events !== 0 && ' Scores fall accordingly.'} This cannot be undone.
        </Choice>
      </fieldset>
      <p className={styles.formNote}>
        New keys or another host need no deletion: replace them instead, and the history goes on.
      </p>
      <TextInput
        label={`Type ${integration.name} to confirm`}
        name="name"
        autoComplete="off"
        spellCheck={false}
        value={name}
        error={said ?? (asked ? own : null)}
        onChange={(event) => {
          setName(event.currentTarget.value);
          remove.reset();
          onType();
        }}
      />
      {general !== null && (
        <p className={styles.formError} role="alert">
          {general}
        </p>
      )}
      <div className={styles.formActions}>
        <Button
          type="submit"
          variant="default"
          className={page.danger ?? ''}
          loading={remove.isPending}
          disabled={holdings === undefined}
        >
          {keep === 'events' ? 'Delete, keep events' : 'Delete everything'}
        </Button>
        <Button variant="default" onClick={onClose}>
          Do not delete
        </Button>
      </div>
    </form>
  );
}

function Holdings({ holdings }: { holdings: IntegrationHoldings | undefined }) {
  const rows: readonly (readonly [string, keyof IntegrationHoldings])[] = [
    ['Signals', 'signals'],
    ['Identity events', 'events'],
    ['System events of the account', 'accountEvents'],
    ['People known only from here', 'peopleOnlyHere'],
    ['In quarantine', 'quarantined'],
  ];
  return (
    <dl className={page.counts} aria-busy={holdings === undefined}>
      {rows.map(([label, field]) => (
        <div key={field}>
          <dt>{label}</dt>
          <dd>{holdings === undefined ? <Bone width={48} height={16} /> : formatCount(holdings[field])}</dd>
        </div>
      ))}
    </dl>
  );
}

function lossOf(holdings: IntegrationHoldings): string {
  const { signals, events, accountEvents, peopleWithEvents, peopleOnlyHere } = holdings;
  if (signals + events + accountEvents + peopleOnlyHere === 0)
    return 'Nothing has come from here, so only what it did goes';
  return [
    formatCountOf(signals, 'signal', 'signals'),
    `${formatCountOf(events, 'event', 'events')} of ${formatCountOf(peopleWithEvents, 'person', 'people')}`,
    ...(accountEvents === 0
      ? []
      : [formatCountOf(accountEvents, 'system event of the account', 'system events of the account')]),
    `and ${formatCountOf(peopleOnlyHere, 'person', 'people')} whom nothing else knows, go for good`,
  ].join(', ');
}
