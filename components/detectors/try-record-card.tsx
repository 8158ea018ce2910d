'use client';

import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import Link from 'next/link';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import type { TriedRecord } from '@/domain/views/detectors';
import { sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import styles from './detectors.module.css';

const STREAMS = [
  { value: 'authentication', label: 'Authentication' },
  { value: 'activity', label: 'Activity' },
  { value: 'administrator', label: 'Administrator' },
  { value: 'trust_monitor', label: 'Trust Monitor' },
];

/** Runs one pasted record through the detectors as they are set now. */
export function TryRecordCard() {
  const [record, setRecord] = useState('');
  const [stream, setStream] = useState('authentication');
  const trial = useMutation({
    mutationFn: (input: { record: string; stream: string }) =>
      change('triedRecord', '/api/v1/detectors/try', input),
  });
  return (
    <Card title="Try a record" note="nothing is stored">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          if (record.trim() !== '') trial.mutate({ record, stream });
        }}
      >
        <Textarea
          label="Raw record"
          description="One record as the vendor sent it: copy it from the evidence of an event, for instance, and change what you like."
          autosize
          minRows={4}
          maxRows={16}
          maxLength={65_536}
          spellCheck={false}
          classNames={{ input: styles.raw ?? '' }}
          value={record}
          onChange={(event) => setRecord(event.currentTarget.value)}
        />
        <div className={styles.actions}>
          <NativeSelect
            aria-label="Stream of the record"
            data={STREAMS}
            value={stream}
            onChange={(event) => setStream(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={trial.isPending} disabled={record.trim() === ''}>
            Try it
          </Button>
        </div>
      </form>
      {trial.error !== null && (
        <p className={styles.fault} role="alert">
          {sentenceOf(trial.error)}
        </p>
      )}
      {trial.data !== undefined && <TriedResult tried={trial.data} />}
    </Card>
  );
}

function TriedResult({ tried: { person, remarks, events } }: { tried: TriedRecord }) {
  return (
    <div role="status">
      <p>
        {events.length === 0 ? 'It would raise nothing' : 'It would raise'}
        {person !== null && (
          <>
            {' '}
            for{' '}
            <Link className={styles.link} href={`/people/${person.id}`}>
              {person.name}
            </Link>
          </>
        )}
        {events.length === 0 ? '.' : ':'}
      </p>
      <ul className={styles.events}>
        {events.map(({ kind, label, confidence, outcome, sentence, derived }) => (
          <li key={`${kind} ${sentence}`}>
            <OutcomeChip outcome={outcome} /> <b>{label}</b>, confidence {confidence},{' '}
            {derived ? 'derived here' : 'said by the vendor'}
            <span className={styles.soft}>{sentence}</span>
          </li>
        ))}
      </ul>
      <ul className={styles.changes}>
        {remarks.map((remark) => (
          <li key={remark}>{remark}</li>
        ))}
      </ul>
    </div>
  );
}
