'use client';

import { Button, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { FilterFields } from '@/components/people/filter-fields';
import { Segmented } from '@/components/ui/segmented';
import type { WatchlistView } from '@/domain/views/watchlist';
import { faultsOf } from '@/lib/api/problem';
import {
  filterInput,
  isNarrowing,
  parsePeopleFilter,
  peopleCountQuery,
  type PeopleFilter,
} from '@/lib/queries/people';
import { formatCountOf } from '@/lib/format/number';
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
  const faults = faultsOf(save.error, ['name', 'description']);
  const nameField = useRef<HTMLInputElement>(null);
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (save.isPending) return;
        const draft = { name, description, rule: by === 'rule' ? filterInput(filter) : null };
        save.mutate(draft, {
          onSuccess: onDone,
          onError: (error) => {
            if (faultsOf(error, ['name']).of('name') !== null) nameField.current?.focus();
          },
        });
      }}
    >
      <TextInput
        label="Name"
        name="name"
        maxLength={80}
        autoComplete="off"
        ref={nameField}
        error={faults.of('name')}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <Textarea
        label="What it is for"
        name="description"
        maxLength={500}
        rows={2}
        error={faults.of('description')}
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
          <HeldNow filter={filter} />
        </div>
      ) : (
        list === null && <p>People are put on it from their list or their profile, once it is there.</p>
      )}
      {faults.whole !== null && (
        <p className={styles.fault} role="alert">
          {faults.whole}
        </p>
      )}
      <Button type="submit" loading={save.isPending}>
        {list === null ? 'Make the watchlist' : 'Save'}
      </Button>
    </form>
  );
}

/** How many people a rule names at this moment; the same list that the watchlist will lead to says so. */
export function HeldNow({ filter }: { filter: PeopleFilter }) {
  const narrows = isNarrowing(filter);
  const { data: total, error } = useQuery({ ...peopleCountQuery(filter), enabled: narrows });
  return (
    <p className={styles.held} role="status">
      {!narrows
        ? 'Choose one thing at least: a rule that leaves nobody out is none.'
        : error !== null
          ? 'How many people it names could not be read.'
          : total === undefined
            ? 'Counting whom it names now …'
            : total === 0
              ? 'It names nobody now. Whoever it fits later is on it from then on.'
              : `It names ${formatCountOf(total, 'person', 'people')} now.`}
    </p>
  );
}
