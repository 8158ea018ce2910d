'use client';

import { Button, NativeSelect } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useEffect, useRef, useState } from 'react';
import { Sheet } from '@/components/ui/sheet';
import { EmptyState } from '@/components/ui/states';
import { MOST_NAMED_IN_ADDRESS } from '@/domain/people/people-filter';
import type { ChangedPeople } from '@/domain/views/watchlist';
import { sentenceOf } from '@/lib/api/problem';
import { CRITICALITY_LABELS, CRITICALITY_NAMES } from '@/lib/criticality-words';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { useSetCriticalityOfPeople } from '@/lib/queries/criticality';
import {
  chosenFile,
  filterInput,
  peopleCountQuery,
  peopleFile,
  type PeopleFilter,
} from '@/lib/queries/people';
import type { PastMoment } from '@/lib/queries/past';
import { type ChosenPeople, useChangeWatchlistPeople, watchlistNamesQuery } from '@/lib/queries/watchlists';
import choosing from './choosing.module.css';
import forms from './people-forms.module.css';
import styles from './people.module.css';
import type { Chosen } from './use-chosen';

/** What a member is asked about: it stays as it was when they were, whatever the list does meanwhile. */
interface Question {
  readonly act: 'criticality' | 'watchlist';
  readonly people: ChosenPeople;
  /** As in "3 people". */
  readonly words: string;
}

/** What can be done with the people who are chosen: each change after a question that says how many it is about. */
export function BulkBar({
  chosen,
  filter,
  moment,
  total,
  permissions,
}: {
  chosen: Chosen;
  filter: PeopleFilter;
  moment: PastMoment;
  total: number;
  permissions: readonly string[];
}) {
  const [question, setQuestion] = useState<Question | null>(null);
  const [said, setSaid] = useState('');
  const [ended, setEnded] = useState(0);
  const bar = useRef<HTMLDivElement>(null);
  // What had the focus goes with the choice; Tab leads on from here into the list.
  useEffect(() => {
    if (ended > 0) bar.current?.focus();
  }, [ended]);
  const mayChange = ['criticality:write', 'watchlists:write'].some((one) => permissions.includes(one));
  const isPast = moment.at !== null;
  const isFew = chosen.ids.size <= MOST_NAMED_IN_ADDRESS;
  // Who was taken out may no longer be among whom the filter leaves.
  const counts = chosen.all && chosen.ids.size > 0 && !isPast && isFew;
  const { data: rest } = useQuery({ ...peopleCountQuery(filter, chosen.ids), enabled: counts });
  const many = chosen.all
    ? ((counts ? rest : undefined) ?? Math.max(0, total - chosen.ids.size))
    : chosen.ids.size;
  const isTooMany = chosen.all && !isFew;
  if (many > 0 && said !== '') setSaid('');
  const words = formatCountOf(many, 'person', 'people');
  const ask = (act: Question['act']) =>
    setQuestion({
      act,
      words,
      people: chosen.all
        ? {
            filter: filterInput(filter),
            ...(chosen.ids.size > 0 && { except: [...chosen.ids] }),
            expected: many,
          }
        : { ids: [...chosen.ids] },
    });
  const end = (outcome: string) => {
    chosen.clear();
    setSaid(outcome);
    setQuestion(null);
    setEnded(ended + 1);
  };
  return (
    <div
      ref={bar}
      className={choosing.bulk}
      role="group"
      aria-label="Chosen people"
      tabIndex={-1}
      data-empty={(many === 0 && said === '') || undefined}
    >
      <p role="status">{many === 0 ? said : `${words} chosen`}</p>
      {many === 0 && said !== '' && (
        <Button variant="subtle" size="compact-sm" onClick={() => end('')}>
          Close
        </Button>
      )}
      {many > 0 && (
        <>
          {many < total && (
            <Button variant="subtle" size="compact-sm" onClick={() => chosen.setAll(true)}>
              Choose all {formatCountOf(total, 'person', 'people')}
            </Button>
          )}
          {permissions.includes('criticality:write') && (
            <Button
              variant="default"
              size="compact-sm"
              disabled={isPast || isTooMany}
              onClick={() => ask('criticality')}
            >
              Set criticality
            </Button>
          )}
          {permissions.includes('watchlists:write') && (
            <Button
              variant="default"
              size="compact-sm"
              disabled={isPast || isTooMany}
              onClick={() => ask('watchlist')}
            >
              Change a watchlist
            </Button>
          )}
          {isFew ? (
            <Button
              component="a"
              href={
                chosen.all ? peopleFile(filter, moment, chosen.ids) : chosenFile(filter, chosen.ids, moment)
              }
              download
              variant="default"
              size="compact-sm"
              leftSection={<IconDownload size={14} stroke={2} aria-hidden />}
            >
              Export {formatCount(many)} as CSV
            </Button>
          ) : (
            <span className={choosing.aside}>
              {isTooMany
                ? `Of all, take out ${formatCount(MOST_NAMED_IN_ADDRESS)} at most, or narrow the list.`
                : `For a file, choose ${formatCount(MOST_NAMED_IN_ADDRESS)} at most, or all of a filter.`}
            </span>
          )}
          {isPast && mayChange && (
            <span className={choosing.aside}>Of the past nothing can be changed. Go back to now first.</span>
          )}
          <Button variant="subtle" size="compact-sm" onClick={() => end('')}>
            Choose nobody
          </Button>
        </>
      )}
      <Sheet
        open={question !== null}
        onClose={() => setQuestion(null)}
        title={titleOf(question)}
        side="centre"
        keepsTyped
      >
        {question?.act === 'criticality' && <CriticalityForm {...question} onDone={end} />}
        {question?.act === 'watchlist' && <WatchlistForm {...question} onDone={end} />}
      </Sheet>
    </div>
  );
}

function titleOf(question: Question | null): string {
  if (question === null) return 'Chosen people';
  return question.act === 'criticality'
    ? `Criticality of ${question.words}`
    : `Watchlist for ${question.words}`;
}

interface FormProps extends Pick<Question, 'people' | 'words'> {
  readonly onDone: (said: string) => void;
}

function CriticalityForm({ people, words, onDone }: FormProps) {
  const [value, setValue] = useState('');
  const set = useSetCriticalityOfPeople();
  const criticality = CRITICALITY_NAMES.find((name) => name === value) ?? null;
  return (
    <form
      className={forms.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (set.isPending) return;
        set.mutate(
          { people, criticality },
          { onSuccess: (answer) => onDone(outcome('Criticality', answer)) },
        );
      }}
    >
      <NativeSelect
        label="Criticality"
        value={value}
        onChange={({ currentTarget }) => setValue(currentTarget.value)}
      >
        <option value="">As the groups say</option>
        {CRITICALITY_NAMES.map((name) => (
          <option key={name} value={name}>
            {CRITICALITY_LABELS[name]}
          </option>
        ))}
      </NativeSelect>
      <p>
        {criticality === null
          ? `What was set for any of these ${words} alone goes, and the groups say again how much attacks count.`
          : `It is set for each of these ${words} alone, in place of what was, and wins over the groups.`}{' '}
        Their scores move at once.
      </p>
      {set.error !== null && (
        <p className={forms.fault} role="alert">
          {sentenceOf(set.error)}
        </p>
      )}
      <Button type="submit" loading={set.isPending}>
        Set for {words}
      </Button>
    </form>
  );
}

function WatchlistForm({ people, words, onDone }: FormProps) {
  const { data } = useQuery(watchlistNamesQuery);
  const lists = (data?.watchlists ?? []).filter(({ rule }) => rule === null);
  const [id, setId] = useState<string | null>(null);
  const change = useChangeWatchlistPeople();
  const list = lists.find((one) => one.id === id) ?? lists[0];
  if (list === undefined)
    return (
      <EmptyState title="There is no watchlist by hand yet.">
        Make one under{' '}
        <Link className={styles.inText} href="/watchlists">
          Watchlists
        </Link>{' '}
        first; then people are put on it from here.
      </EmptyState>
    );
  const act = (how: 'add' | 'remove') =>
    change.mutate(
      { id: list.id, act: how, people },
      { onSuccess: (answer) => onDone(outcome(list.name, answer)) },
    );
  return (
    <form
      className={forms.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!change.isPending) act('add');
      }}
    >
      <NativeSelect
        label="Watchlist"
        value={list.id}
        data={lists.map((one) => ({ value: one.id, label: one.name }))}
        onChange={({ currentTarget }) => setId(currentTarget.value)}
      />
      {change.error !== null && (
        <p className={forms.fault} role="alert">
          {sentenceOf(change.error)}
        </p>
      )}
      <div className={forms.row}>
        <Button type="submit" disabled={change.isPending}>
          Add {words}
        </Button>
        <Button variant="default" disabled={change.isPending} onClick={() => act('remove')}>
          Take {words} off
        </Button>
      </div>
    </form>
  );
}

/** As in "Board: changed for 2 of 3 people." */
function outcome(what: string, { people, changed }: ChangedPeople): string {
  return `${what}: changed for ${formatCount(changed)} of ${formatCountOf(people, 'person', 'people')}.`;
}
