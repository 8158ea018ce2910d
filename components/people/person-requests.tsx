'use client';

import { Button } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { FormSheet } from '@/components/ui/form-sheet';
import type { Profile } from '@/domain/views/person';
import { sentenceOf } from '@/lib/api/problem';
import { readFile } from '@/lib/api/request';
import { sessionQuery } from '@/lib/queries/frame';
import { everythingFile } from '@/lib/queries/people';
import { saveFile } from '@/lib/save-file';
import styles from './directory.module.css';
import { ErasureForm } from './erasure-form';

/** What a person may ask for, for those who may answer them. */
export function PersonRequests({ person }: { person: Profile['person'] }) {
  const { data: session } = useQuery(sessionQuery());
  const [erasing, setErasing] = useState(false);
  const everything = useMutation({
    mutationFn: () => readFile(everythingFile(person)),
    onSuccess: saveFile,
  });
  if (session?.permissions.includes('people:answer') !== true) return null;
  return (
    <Card title="Requests of this person" className={styles.asked}>
      <p className={styles.request}>
        Everything that is held on them: raw records, events with their evidence, scores, notes, decisions and
        entries of the audit log.
      </p>
      <div className={styles.requests}>
        <Button variant="default" loading={everything.isPending} onClick={() => everything.mutate()}>
          Export everything as JSON
        </Button>
        <Button variant="default" className={styles.danger ?? ''} onClick={() => setErasing(true)}>
          Erase this person
        </Button>
      </div>
      {everything.error !== null && (
        <p className={styles.bad} role="alert">
          {sentenceOf(everything.error)}
        </p>
      )}
      <FormSheet
        open={erasing}
        title={`Erase ${person.name}?`}
        side="centre"
        onClose={() => setErasing(false)}
      >
        {(form) => <ErasureForm person={person} {...form} />}
      </FormSheet>
    </Card>
  );
}
