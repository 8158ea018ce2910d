'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Card } from '@/components/ui/card';
import type { Profile } from '@/domain/views/person';
import { sessionQuery } from '@/lib/queries/frame';
import { everythingFile } from '@/lib/queries/people';
import styles from './directory.module.css';

/** What a person may ask for, for those who may answer them. */
export function PersonRequests({ person }: { person: Profile['person'] }) {
  const { data: session } = useQuery(sessionQuery());
  if (session?.permissions.includes('people:answer') !== true) return null;
  return (
    <Card title="Requests of this person" className={styles.asked}>
      <p className={styles.request}>
        Everything that is held on them: raw records, events with their evidence, scores, notes, decisions and
        entries of the audit log.
      </p>
      <div className={styles.requests}>
        <Button variant="default" component="a" href={everythingFile(person)} download>
          Export everything as JSON
        </Button>
      </div>
    </Card>
  );
}
