'use client';

import Link from 'next/link';
import { PersonTable } from '@/components/people/person-table';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/states';
import type { PersonRow } from '@/domain/views/person';
import styles from './dashboard.module.css';

/** Those with the highest attack factor now. */
export function MostAttackedCard({ people }: { people: readonly PersonRow[] }) {
  return (
    <Card
      title="Most attacked people"
      action={
        <Link className={styles.link} href="/people">
          All people
        </Link>
      }
    >
      {people.length === 0 ? (
        <EmptyState title="Nobody is under attack.">
          People appear here with their first identity event, the most attacked first.
        </EmptyState>
      ) : (
        <PersonTable people={people} label="Most attacked people" />
      )}
    </Card>
  );
}
