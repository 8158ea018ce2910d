'use client';

import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Sheet } from '@/components/ui/sheet';
import { Bone } from '@/components/ui/skeleton';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { SavedSearch } from '@/domain/views/signal';
import { useAddress } from '@/lib/address';
import { sentenceOf } from '@/lib/api/problem';
import { savedSearchesQuery, useRemoveSearch, useSaveSearch } from '@/lib/queries/signals';
import { DEFAULT_TIME, type SignalFilter } from '@/lib/signal-filter';
import styles from './signals.module.css';

/** The searches that the member keeps: open one, keep the present one, remove one. */
export function SavedSearchesButton({ filter }: { filter: SignalFilter }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" size="sm" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Saved searches
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title="Saved searches" side="centre">
        <div className={styles.form}>
          <SaveForm filter={filter} />
          <SavedList onOpened={() => setOpen(false)} />
        </div>
      </Sheet>
    </>
  );
}

function SaveForm({ filter }: { filter: SignalFilter }) {
  const [name, setName] = useState('');
  const save = useSaveSearch(() => setName(''));
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate({ name, filter });
      }}
    >
      <TextInput
        label="Save this search as"
        description="Words and time are kept, for you alone. A search of the same name is replaced."
        name="name"
        maxLength={80}
        autoComplete="off"
        value={name}
        error={save.error === null ? null : sentenceOf(save.error)}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" loading={save.isPending}>
        Save search
      </Button>
    </form>
  );
}

function SavedList({ onOpened }: { onOpened: () => void }) {
  const { data, error, refetch } = useQuery(savedSearchesQuery);
  const address = useAddress();
  const remove = useRemoveSearch();
  if (data === undefined) {
    if (error === null) return <Bone width="100%" height={80} />;
    return <FailedState what="Your searches could not be read." error={error} retry={() => void refetch()} />;
  }
  if (data.searches.length === 0) {
    return (
      <EmptyState title="You keep no search yet.">
        Search for something, then give it a name above: it appears here.
      </EmptyState>
    );
  }
  const show = ({ q, since, from, to }: SavedSearch) => {
    const time = since === DEFAULT_TIME ? null : since;
    address.set({ q: q === '' ? null : q, since: time, from, to, cursor: null, signal: null }, 'push');
    onOpened();
  };
  return (
    <>
      {remove.error !== null && (
        <p className={styles.fault} role="alert">
          {sentenceOf(remove.error)}
        </p>
      )}
      <ul className={styles.saved} aria-label="Saved searches">
        {data.searches.map((search) => (
          <li key={search.id}>
            <span className={styles.savedName}>
              <button type="button" className={styles.find} onClick={() => show(search)}>
                {search.name}
              </button>
              <span className={table.sub}>{search.q === '' ? 'every record' : search.q}</span>
            </span>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Remove ${search.name}`}
              disabled={remove.isPending}
              onClick={() => remove.mutate(search.id)}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
