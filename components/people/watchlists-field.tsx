'use client';

import { Checkbox } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Bone } from '@/components/ui/skeleton';
import type { PersonWatchlists } from '@/domain/views/watchlist';
import { sentenceOf } from '@/lib/api/problem';
import { sessionQuery } from '@/lib/queries/frame';
import { personWatchlistsQuery, useChangeWatchlistPeople } from '@/lib/queries/watchlists';
import forms from './people-forms.module.css';
import styles from './people.module.css';

/** The watchlists that a person is on, each with a way to who else is; those by hand are chosen here by who may. */
export function WatchlistsField({ personId }: { personId: string }) {
  const { data, error } = useQuery(personWatchlistsQuery(personId));
  const { data: session } = useQuery(sessionQuery());
  const change = useChangeWatchlistPeople();
  if (data === undefined) return error === null ? <Bone width={120} /> : sentenceOf(error);
  const mayChange = session?.permissions.includes('watchlists:write') === true;
  const shown = data.watchlists.filter(({ isOn, byRule }) => isOn || (mayChange && !byRule));
  if (shown.length === 0)
    return mayChange ? (
      <>
        on none; make one under{' '}
        <Link className={styles.inText} href="/watchlists">
          Watchlists
        </Link>
      </>
    ) : (
      'on none'
    );
  const asked = change.isPending ? change.variables : null;
  return (
    <>
      <ul className={forms.lists}>
        {shown.map((list) => (
          <li key={list.id}>
            {list.byRule || !mayChange ? (
              <>
                <ListLink list={list}>{list.name}</ListLink>
                {list.byRule && ', by its rule'}
              </>
            ) : (
              <>
                <Checkbox
                  label={list.name}
                  checked={asked?.id === list.id ? asked.act === 'add' : list.isOn}
                  aria-disabled={change.isPending}
                  onChange={() => {
                    if (!change.isPending)
                      change.mutate({
                        id: list.id,
                        act: list.isOn ? 'remove' : 'add',
                        people: { ids: [personId] },
                      });
                  }}
                />
                <ListLink list={list}>
                  Show<span className="visually-hidden"> who is on {list.name}</span>
                </ListLink>
              </>
            )}
          </li>
        ))}
      </ul>
      {change.error !== null && (
        <p className={forms.fault} role="alert">
          {sentenceOf(change.error)}
        </p>
      )}
    </>
  );
}

function ListLink({
  list,
  children,
}: {
  list: PersonWatchlists['watchlists'][number];
  children: React.ReactNode;
}) {
  return (
    <Link className={styles.link} href={`/people?watchlist=${list.id}`} prefetch={false}>
      {children}
    </Link>
  );
}
