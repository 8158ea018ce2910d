'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { SignalSheet } from '@/components/signals/signal-sheet';
import { SignalTable } from '@/components/signals/signal-table';
import { Card } from '@/components/ui/card';
import { Bone, Loading } from '@/components/ui/skeleton';
import { EmptyState, FailedState } from '@/components/ui/states';
import { writeSearch } from '@/domain/signal-search/parse-search';
import type { Profile } from '@/domain/views/person';
import { Problem } from '@/lib/api/problem';
import { withParameters } from '@/lib/api/request';
import { signalsQuery } from '@/lib/queries/signals';
import { type SignalColumn, signalFilterInput, type SignalFilter } from '@/lib/signal-filter';
import styles from './people.module.css';

const COLUMNS: readonly SignalColumn[] = ['result', 'reason', 'factor', 'application', 'address'];
const MONTH_MS = 30 * 86_400_000;

/** The newest raw records of a person, at a past moment those before it; each opens, and all can be searched. */
export function PersonSignals({ profile }: { profile: Profile }) {
  const filter = filterOf(profile);
  const { data, error, refetch } = useQuery(signalsQuery(filter, null));
  return (
    <>
      <Card
        title="Raw records"
        note={
          profile.asOf === null ? 'of the last 30 days, newest first' : 'of the 30 days before, newest first'
        }
        action={
          <Link
            className={`${styles.link ?? ''} ${styles.inText ?? ''}`}
            href={withParameters('/signals', signalFilterInput(filter))}
            prefetch={false}
          >
            Search in them
          </Link>
        }
      >
        {data !== undefined ? (
          data.signals.length === 0 ? (
            <EmptyState title="No record of these days.">
              Raw records of {profile.person.name} appear here as they are collected.
            </EmptyState>
          ) : (
            <SignalTable signals={data.signals} columns={COLUMNS} />
          )
        ) : error === null ? (
          <Loading>
            <Bone width="100%" height={260} />
          </Loading>
        ) : error instanceof Problem && error.status === 403 ? (
          <EmptyState title="Your role does not show raw records.">
            Ask an administrator of your account for it.
          </EmptyState>
        ) : (
          <FailedState what="The records could not be read." error={error} retry={() => void refetch()} />
        )}
      </Card>
      <SignalSheet searched={filter} />
    </>
  );
}

function filterOf({ person, names, asOf }: Profile): SignalFilter {
  // Whoever is shown this name for an hour searches by no name all the same.
  const value = names.shown === 'revealed' ? person.id : person.username;
  const q = writeSearch([{ field: 'person', value, negated: false }]);
  if (asOf === null) return { q, since: '30d', from: null, to: null };
  return { q, since: '30d', from: new Date(Date.parse(asOf) - MONTH_MS).toISOString(), to: asOf };
}
