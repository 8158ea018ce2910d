'use client';

import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Sheet } from '@/components/ui/sheet';
import { Bone } from '@/components/ui/skeleton';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { SavedView } from '@/domain/views/saved-view';
import { useAddress } from '@/lib/address';
import { sentenceOf } from '@/lib/api/problem';
import { filterParts, orderWords } from '@/lib/people-words';
import { NO_FILTER, parsePeopleFilter, type PeopleFilter } from '@/lib/queries/people';
import { savedViewsQuery, useRemoveView, useSaveView } from '@/lib/queries/saved-views';
import { watchlistNamesQuery } from '@/lib/queries/watchlists';
import forms from './people-forms.module.css';
import styles from './people.module.css';

/** The views of the list that the member keeps: open one, keep the present one, remove one. */
export function SavedViewsButton({ filter }: { filter: PeopleFilter }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        Saved views
      </Button>
      <Sheet open={open} onClose={() => setOpen(false)} title="Saved views" side="centre">
        <div className={forms.form}>
          <SaveForm filter={filter} />
          <SavedList onOpened={() => setOpen(false)} />
        </div>
      </Sheet>
    </>
  );
}

function SaveForm({ filter }: { filter: PeopleFilter }) {
  const [name, setName] = useState('');
  const save = useSaveView(() => setName(''));
  return (
    <form
      className={forms.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!save.isPending) save.mutate({ name, filter });
      }}
    >
      <TextInput
        label="Save this view as"
        description="Filters and order are kept, for you alone. A view of the same name is replaced."
        name="name"
        maxLength={80}
        autoComplete="off"
        value={name}
        error={save.error === null ? null : sentenceOf(save.error)}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Button type="submit" loading={save.isPending}>
        Save view
      </Button>
    </form>
  );
}

function SavedList({ onOpened }: { onOpened: () => void }) {
  const { data, error, refetch } = useQuery(savedViewsQuery);
  const { data: lists } = useQuery(watchlistNamesQuery);
  const address = useAddress();
  const remove = useRemoveView();
  if (data === undefined) {
    if (error === null) return <Bone width="100%" height={80} />;
    return <FailedState what="Your views could not be read." error={error} retry={() => void refetch()} />;
  }
  if (data.views.length === 0) {
    return (
      <EmptyState title="You keep no view yet.">
        Narrow the list or put it in another order, then give it a name above: it appears here.
      </EmptyState>
    );
  }
  const describe = ({ view }: SavedView) => {
    const filter = parsePeopleFilter((name) => view[name]);
    const words = filterParts(filter, lists?.watchlists ?? []).map((part) => part.words);
    return [...words, ...(filter.q === '' ? [] : [`“${filter.q}”`]), orderWords(filter)].join(' · ');
  };
  return (
    <>
      {remove.error !== null && (
        <p className={forms.fault} role="alert">
          {sentenceOf(remove.error)}
        </p>
      )}
      <ul className={forms.saved} aria-label="Saved views">
        {data.views.map((saved) => (
          <li key={saved.id}>
            <span className={forms.savedName}>
              <button
                type="button"
                className={styles.inText}
                onClick={() => {
                  const sort = saved.view['sort'] === 'attack_factor' ? null : (saved.view['sort'] ?? null);
                  const direction = saved.view['direction'] ?? null;
                  address.set({ ...NO_FILTER, ...saved.view, sort, direction }, 'push');
                  onOpened();
                }}
              >
                {saved.name}
              </button>
              <span className={table.sub}>{describe(saved)}</span>
            </span>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Remove ${saved.name}`}
              disabled={remove.isPending}
              onClick={() => remove.mutate(saved.id)}
            >
              Remove
            </Button>
          </li>
        ))}
      </ul>
    </>
  );
}
