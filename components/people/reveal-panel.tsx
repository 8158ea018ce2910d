'use client';

import { Button, Textarea } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { Panel } from '@/components/ui/card';
import { FormSheet } from '@/components/ui/form-sheet';
import { Moment } from '@/components/ui/moment';
import type { Profile } from '@/domain/views/person';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { sessionQuery } from '@/lib/queries/frame';
import { useReveal } from '@/lib/queries/pseudonyms';
import styles from './care.module.css';
import forms from './people-forms.module.css';

/** Where names are withheld: that this one is, and how it may be seen; or until when it is shown. */
export function RevealPanel({ profile }: { profile: Profile }) {
  const { data: session } = useQuery(sessionQuery());
  const [open, setOpen] = useState(false);
  const { names, person } = profile;
  useForgetAt(names.until);
  if (names.shown === 'yes') return null;
  if (names.shown === 'revealed')
    return (
      <Panel label="This name is revealed to you" className={styles.strip}>
        <span className={styles.words}>
          <IconEye size={16} stroke={2} aria-hidden /> You see who this is until{' '}
          <Moment at={names.until ?? profile.at} seconds={false} />, for the reason that you gave. It stands
          in the audit log.
        </span>
      </Panel>
    );
  const mayReveal = session?.permissions.includes('people:reveal') === true;
  return (
    <>
      <Panel label="This name is withheld" className={styles.strip}>
        <span className={styles.words}>
          Names are withheld from your role.
          {mayReveal ? '' : ' Whoever may reveal them can tell you who this is.'}
        </span>
        {mayReveal && (
          <span className={styles.row}>
            <Button variant="default" size="compact-md" onClick={() => setOpen(true)}>
              Reveal this name
            </Button>
          </span>
        )}
      </Panel>
      <FormSheet open={open} onClose={() => setOpen(false)} title={`Reveal ${person.name}?`} side="centre">
        {(form) => <RevealForm personId={person.id} {...form} />}
      </FormSheet>
    </>
  );
}

function RevealForm({
  personId,
  onType,
  onClose,
}: {
  personId: string;
  onType: () => void;
  onClose: () => void;
}) {
  const [reason, setReason] = useState('');
  const reveal = useReveal(personId, onClose);
  const fault = reveal.error instanceof Problem ? reveal.error.fieldMessage('reason') : undefined;
  return (
    <form
      className={forms.form}
      onSubmit={(sent) => {
        sent.preventDefault();
        reveal.mutate(reason);
      }}
    >
      <p>
        You see this name for an hour, you alone. That you did, and why, stays in the audit log and in the
        history of the person.
      </p>
      <Textarea
        label="Why you need to know who this is"
        name="reason"
        maxLength={500}
        autosize
        minRows={2}
        data-autofocus
        value={reason}
        error={fault ?? null}
        onChange={(changed) => {
          setReason(changed.currentTarget.value);
          onType();
        }}
      />
      {reveal.error !== null && fault === undefined && (
        <p className={forms.fault} role="alert">
          {sentenceOf(reveal.error)}
        </p>
      )}
      <div className={forms.row}>
        <Button type="submit" loading={reveal.isPending}>
          Reveal for an hour
        </Button>
        <Button variant="default" onClick={onClose}>
          Keep it withheld
        </Button>
      </div>
    </form>
  );
}

/** When the hour is over, whatever shows the name is asked for again. */
function useForgetAt(until: string | null): void {
  const client = useQueryClient();
  useEffect(() => {
    if (until === null) return;
    const timer = setTimeout(() => void client.resetQueries(), Math.max(0, Date.parse(until) - Date.now()));
    return () => clearTimeout(timer);
  }, [client, until]);
}
