'use client';

import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { FilterFields } from '@/components/people/filter-fields';
import { Segmented } from '@/components/ui/segmented';
import type { WatchlistView } from '@/domain/views/watchlist';
import { sentenceOf } from '@/lib/api/problem';
import { filterInput, parsePeopleFilter } from '@/lib/queries/people';
import { useSaveWatchlist } from '@/lib/queries/watchlists';
import styles from './watchlists.module.css';

/** Makes a watchlist by hand or by rule, or says something else of one. */
export function WatchlistForm({ list, onDone }: { list: WatchlistView | null; onDone: () => void }) {
  const [name, setName] = useState(list?.name ?? '');
  const [description, setDescription] = useState(list?.description ?? '');
  const [by, setBy] = useState<'hand' | 'rule'>(list === null || list.rule === null ? 'hand' : 'rule');
  const [rule, setRule] = useState<Readonly<Record<string, string | null>>>(list?.rule ?? {});
  const save = useSaveWatchlist(list?.id ?? null);
  const filter = parsePeopleFilter((parameter) => rule[parameter]);
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (save.isPending) return;
        const draft = { name, description, rule: by === 'rule' ? filterInput(filter) : null };
        save.mutate(draft, { onSuccess: onDone });
      }}
    >
      <TextInput
        label="Name"
        name="name"
        maxLength={80}
        autoComplete="off"
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label="What it is for"
        name="description"
        maxLength={500}
        rows={2}
        value={description}
        onChange={(event) => setDescription(event.currentTarget.value)}
      />
      {list === null && (
        <Segmented
          label="Who is on it"
          value={by}
          options={[
            { value: 'hand', label: 'Named by hand' },
            { value: 'rule', label: 'By a rule' },
          ]}
          onChange={setBy}
        />
      )}
      {by === 'rule' ? (
        <div className={styles.fields} role="group" aria-label="Rule">
          <FilterFields filter={filter} onChange={(changed) => setRule({ ...rule, ...changed })} />
        </div>
      ) : (
        list === null && <p>People are put on it from their list or their profile, once it is there.</p>
      )}
      {save.error !== null && (
        <p className={styles.fault} role="alert">
          {sentenceOf(save.error)}
        </p>
      )}
      <Button type="submit" loading={save.isPending}>
        {list === null ? 'Make the watchlist' : 'Save'}
      </Button>
    </form>
  );
}
