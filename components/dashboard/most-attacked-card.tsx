'use client';

import Link from 'next/link';
import { PersonTable } from '@/components/people/person-table';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/states';
import type { PersonRow } from '@/domain/views/person';
import { useCarried, usePastMoment } from '@/lib/past';
import styles from './dashboard.module.css';

/** Those with the highest attack factor at the moment that is shown. */
export function MostAttackedCard({ people }: { people: readonly PersonRow[] }) {
  const carried = useCarried();
  const { at } = usePastMoment();
  return (
    <Card
      title="Most attacked people"
      action={
        <Link className={styles.link} href={carried('/people')}>
          All people
        </Link>
      }
    >
      {people.length === 0 ? (
        <EmptyState title={at === null ? 'Nobody is under attack.' : 'Nobody was known to be under attack.'}>
          {at === null
            ? 'People appear here with their first identity event, the most attacked first.'
            : 'No identity event of that moment is known in this reading.'}
        </EmptyState>
      ) : (
        <PersonTable people={people} label="Most attacked people" />
      )}
    </Card>
  );
}
