'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { NotInList } from '@/components/ui/not-in-list';
import { PageHead } from '@/components/ui/page-head';
import { RemovalForm } from '@/components/ui/removal-form';
import { Sheet } from '@/components/ui/sheet';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { WatchlistView } from '@/domain/views/watchlist';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { filterParts } from '@/lib/people-words';
import { sessionQuery } from '@/lib/queries/frame';
import { parsePeopleFilter } from '@/lib/queries/people';
import { useRemoveWatchlist, watchlistsQuery } from '@/lib/queries/watchlists';
import { selectedRow, useSelected } from '@/lib/use-selected';
import { WatchlistForm } from './watchlist-form';
import { ListPageBones } from '@/components/ui/skeleton';
import styles from './watchlists.module.css';

type Opened = { readonly act: 'make' } | { readonly act: 'change' | 'remove'; readonly list: WatchlistView };

/** People somebody keeps an eye on, with how many they are at this instant. */
export function WatchlistsScreen() {
  const { data, error, refetch } = useQuery(watchlistsQuery);
  const { data: session } = useQuery(sessionQuery());
  const [asked, setAsked] = useState<Opened | null>(null);
  const selected = useSelected(data?.watchlists);
  const mayChange = session?.permissions.includes('watchlists:write') === true;
  const mayNotify = session?.permissions.includes('notifications:write') === true;
  if (data === undefined && error === null) return <ListPageBones rows={5} />;
  const make = (
    <Button variant="default" onClick={() => setAsked({ act: 'make' })}>
      Make a watchlist
    </Button>
  );
  const list = mayChange ? selected.item : null;
  const opened = asked ?? (list === null ? null : ({ act: 'change', list } as const));
  const open = (next: Opened) => (next.act === 'change' ? selected.select(next.list.id) : setAsked(next));
  const close = () => {
    setAsked(null);
    if (selected.id !== null) selected.close();
  };
  return (
    <>
      <PageHead
        title="Watchlists"
        note="People to keep an eye on: named by hand, or by a rule that says at each instant who is on it."
        actions={mayChange && make}
      />
      {data === undefined ? (
        <FailedState what="The watchlists could not be read." error={error} retry={() => void refetch()} />
      ) : (
        <Card title="Watchlists">
          {data.watchlists.length === 0 ? (
            <EmptyState title="There is no watchlist yet." centred>
              {mayChange
                ? 'Make one for the people whom you would ask about first: the board, who keeps the money, who is under attack.'
                : 'Watchlists appear here when an analyst or an administrator makes one.'}
            </EmptyState>
          ) : (
            <div className={table.scroll}>
              <table
                className={`${table.table ?? ''} ${table.stacks ?? ''} ${styles.table ?? ''}`}
                aria-label="Watchlists"
              >
                <thead>
                  <tr>
                    <th scope="col">Watchlist</th>
                    <th scope="col">Who is on it</th>
                    <th scope="col" className={table.num}>
                      People now
                    </th>
                    <th scope="col">Made</th>
                    {(mayChange || mayNotify) && <th scope="col">{mayChange ? 'Change' : 'Notify'}</th>}
                  </tr>
                </thead>
                <tbody>
                  {data.watchlists.map((list) => (
                    <Row
                      key={list.id}
                      list={list}
                      mayNotify={mayNotify}
                      isSelected={list.id === selected.id}
                      onOpen={mayChange ? open : null}
                    />
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </Card>
      )}
      <Sheet
        open={opened !== null}
        onClose={close}
        title={titleOf(opened)}
        side="centre"
        keepsTyped={opened?.act !== 'remove'}
      >
        {opened?.act === 'make' && <WatchlistForm list={null} onDone={close} />}
        {opened?.act === 'change' && <WatchlistForm key={opened.list.id} list={opened.list} onDone={close} />}
        {opened?.act === 'remove' && <RemoveForm list={opened.list} onDone={close} />}
      </Sheet>
      <NotInList what="watchlist" open={selected.isMissing && opened === null} onClose={selected.close} />
    </>
  );
}

function titleOf(opened: Opened | null): string {
  if (opened === null || opened.act === 'make') return 'Make a watchlist';
  return `${opened.act === 'change' ? 'Change' : 'Remove'} ${opened.list.name}`;
}

function Row({
  list,
  mayNotify,
  isSelected,
  onOpen,
}: {
  list: WatchlistView;
  mayNotify: boolean;
  isSelected: boolean;
  onOpen: ((opened: Opened) => void) | null;
}) {
  return (
    <tr {...selectedRow(isSelected)}>
      <th scope="row" className={styles.words} data-lead>
        <span className={table.strong}>{list.name}</span>
        {list.description !== '' && <span className={table.sub}>{list.description}</span>}
      </th>
      <td data-label="Who is on it" data-wide>
        {ruleWords(list)}
      </td>
      <td data-label="People now" className={table.num}>
        <Link className={styles.link} href={`/people?watchlist=${list.id}`} prefetch={false}>
          {formatCount(list.people ?? 0)}
          <span className="visually-hidden"> on {list.name}</span>
        </Link>
      </td>
      <td data-label="Made" className={styles.made}>
        <Moment at={list.createdAt} as="relative" />
        <span className={table.sub}>by {list.createdBy}</span>
      </td>
      {(onOpen !== null || mayNotify) && (
        <td data-label="Change" data-wide>
          <div className={styles.row}>
            {mayNotify && (
              <Button
                component={Link}
                href={`/settings/notifications?watchlist=${list.id}`}
                size="compact-sm"
                variant="default"
                aria-label={`Notify about these people: ${list.name}`}
              >
                Notify about these people
              </Button>
            )}
            {onOpen !== null && (
              <>
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Change ${list.name}`}
                  onClick={() => onOpen({ act: 'change', list })}
                >
                  Change
                </Button>
                <Button
                  size="compact-sm"
                  variant="default"
                  aria-label={`Remove ${list.name}`}
                  onClick={() => onOpen({ act: 'remove', list })}
                >
                  Remove
                </Button>
              </>
            )}
          </div>
        </td>
      )}
    </tr>
  );
}

/** Whom a watchlist names, in words. */
function ruleWords({ rule }: WatchlistView): string {
  if (rule === null) return 'Named by hand';
  const parts = filterParts(parsePeopleFilter((name) => rule[name]));
  return `Rule: ${parts.map(({ words }) => words).join('; ')}`;
}

function RemoveForm({ list, onDone }: { list: WatchlistView; onDone: () => void }) {
  const remove = useRemoveWatchlist();
  const rules = list.rules ?? 0;
  if (rules > 0)
    return (
      <div className={styles.form}>
        <p>
          {formatCountOf(rules, 'notification rule is', 'notification rules are')} about these people. While{' '}
          {rules === 1 ? 'it is' : 'they are'}, the watchlist stays: without it, nobody would be told of them
          any more. Change or delete the {rules === 1 ? 'rule' : 'rules'} first.
        </p>
        <div className={styles.row}>
          <Button component={Link} href="/settings/notifications">
            Notification rules
          </Button>
          <Button variant="default" onClick={onDone}>
            Keep it
          </Button>
        </div>
      </div>
    );
  const people = formatCountOf(list.people ?? 0, 'person', 'people');
  return (
    <RemovalForm
      removal={remove}
      label="Remove the watchlist"
      onRemove={() => remove.mutate(list.id, { onSuccess: onDone })}
      onKeep={onDone}
    >
      {list.rule === null
        ? `That ${people} ${list.people === 1 ? 'is' : 'are'} on it is forgotten; the people themselves stay as they are.`
        : `Its rule goes, which names ${people} now; the people themselves stay as they are.`}{' '}
      {list.views !== null && list.views > 0
        ? `${formatCountOf(list.views, 'saved view uses', 'saved views use')} it and will find nobody; so will links to it.`
        : 'No saved view uses it; links to it will find nobody.'}
    </RemovalForm>
  );
}
