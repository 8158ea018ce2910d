'use client';

import { Button, Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { EmptyState } from '@/components/ui/states';
import { MOST_OF_NOTE, MOST_OF_STEP } from '@/domain/people/care';
import type { PersonCare } from '@/domain/views/care';
import { sentenceOf } from '@/lib/api/problem';
import { careQuery, type CareWish, useCareChange } from '@/lib/queries/care';
import { sessionQuery } from '@/lib/queries/frame';
import { CareRemovalSheet, useCareRemoval } from './care-removal';
import styles from './care.module.css';

/** Owner, next steps and notes of a person, as they are now; where the page shows the past nothing can be changed. */
export function CareCards({ personId, past = false }: { personId: string; past?: boolean }) {
  const { data: care } = useQuery(careQuery(personId));
  const { data: session } = useQuery(sessionQuery());
  if (care === undefined) return null;
  const mayDecide = !past && session?.permissions.includes('events:triage') === true;
  return (
    <>
      <Steps personId={personId} care={care} mayDecide={mayDecide} past={past} />
      <Notes personId={personId} care={care} mayDecide={mayDecide} />
    </>
  );
}

type Step = PersonCare['steps'][number];
type NoteView = PersonCare['notes'][number];

interface PartProps {
  readonly personId: string;
  readonly care: PersonCare;
  readonly mayDecide: boolean;
}

function Fault({ error }: { error: Error | null }) {
  if (error === null) return null;
  return (
    <p className={styles.error} role="alert">
      {sentenceOf(error)}
    </p>
  );
}

function Steps({ personId, care, mayDecide, past }: PartProps & { readonly past: boolean }) {
  const change = useCareChange(personId);
  const [typed, setTyped] = useState('');
  const add = useCareChange(personId, () => setTyped(''));
  const list = useRef<HTMLUListElement>(null);
  const removal = useCareRemoval<Step>(personId, list);
  return (
    <Card title={past ? 'Next steps, now' : 'Next steps'}>
      {past && <p className={styles.asks}>Of the past nothing can be changed: go back to now first.</p>}
      {mayDecide && <Owner personId={personId} care={care} />}
      {care.steps.length === 0 && (
        <EmptyState title="No step yet.">
          What is to be done about this person is put down here and ticked.
        </EmptyState>
      )}
      <ul className={styles.list} ref={list} tabIndex={-1} aria-label="Steps">
        {care.steps.map((step) => (
          <li key={step.id} className={styles.item}>
            <Checkbox
              className={styles.grow ?? ''}
              label={step.text}
              checked={ticked(step, change.isPending ? change.variables : undefined)}
              disabled={!mayDecide}
              description={
                step.done === null ? (
                  `added by ${step.addedBy}`
                ) : (
                  <>
                    done by {step.done.by}, <Moment at={step.done.at} as="relative" />
                  </>
                )
              }
              onChange={(changed) => change.mutate({ step: step.id, done: changed.currentTarget.checked })}
            />
            {mayDecide && (
              <button
                type="button"
                className={styles.plain}
                aria-label={`Remove the step ${step.text}`}
                onClick={() => removal.ask(step)}
              >
                Remove
              </button>
            )}
          </li>
        ))}
      </ul>
      {mayDecide && (
        <>
          {care.suggestions.length > 0 && (
            <>
              <p className={styles.asks}>What the events ask for; press to make it a step:</p>
              <ul className={`${styles.list ?? ''} ${styles.suggestions ?? ''}`}>
                {care.suggestions.map((suggestion) => (
                  <li key={suggestion} className={styles.item}>
                    <button
                      type="button"
                      className={styles.plain}
                      disabled={change.isPending}
                      onClick={() => change.mutate({ addStep: suggestion })}
                    >
                      + {suggestion}
                    </button>
                  </li>
                ))}
              </ul>
            </>
          )}
          <form
            className={styles.form}
            aria-label="A step"
            onSubmit={(sent) => {
              sent.preventDefault();
              if (typed.trim() !== '') add.mutate({ addStep: typed.trim() });
            }}
          >
            <TextInput
              label="Another step"
              name="step"
              maxLength={MOST_OF_STEP}
              value={typed}
              onChange={(changed) => setTyped(changed.currentTarget.value)}
            />
            {typed.trim() !== '' && (
              <div className={styles.row}>
                <Button type="submit" size="compact-md" loading={add.isPending}>
                  Add step
                </Button>
              </div>
            )}
          </form>
        </>
      )}
      <Fault error={change.error ?? add.error} />
      <CareRemovalSheet
        of={removal}
        what="step"
        textOf={({ text }) => text}
        wishOf={({ id }) => ({ removeStep: id })}
      />
    </Card>
  );
}

/** Whether a step is ticked; one that is being ticked shows what was pressed. */
function ticked({ id, done }: Step, wish: CareWish | undefined): boolean {
  return wish !== undefined && 'step' in wish && wish.step === id ? wish.done : done !== null;
}

function Owner({ personId, care }: Omit<PartProps, 'mayDecide'>) {
  const change = useCareChange(personId);
  const { owner, members, version } = care;
  const isGone = owner !== null && !members.some(({ id }) => id === owner.id);
  return (
    <>
      <NativeSelect
        label="Owner"
        value={owner?.id ?? ''}
        disabled={change.isPending}
        onChange={(changed) => {
          const { value } = changed.currentTarget;
          change.mutate({ set: { owner: value === '' ? null : value }, basedOn: version });
        }}
      >
        <option value="">Nobody</option>
        {isGone && <option value={owner.id}>{owner.name}</option>}
        {members.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </NativeSelect>
      <Fault error={change.error} />
    </>
  );
}

function Notes({ personId, care, mayDecide }: PartProps) {
  const [typed, setTyped] = useState('');
  const add = useCareChange(personId, () => setTyped(''));
  const list = useRef<HTMLUListElement>(null);
  const removal = useCareRemoval<NoteView>(personId, list);
  return (
    <Card title="Notes" note="for whoever looks next; newest first">
      {care.notes.length === 0 && (
        <EmptyState title="Nothing is noted.">
          What the next one should know of this person is kept here.
        </EmptyState>
      )}
      <ul className={styles.list} ref={list} tabIndex={-1} aria-label="Notes">
        {care.notes.map((note) => (
          <li key={note.id} className={styles.item}>
            <Note personId={personId} note={note} mayDecide={mayDecide} onRemove={() => removal.ask(note)} />
          </li>
        ))}
      </ul>
      {mayDecide && (
        <form
          className={styles.form}
          aria-label="A note"
          onSubmit={(sent) => {
            sent.preventDefault();
            if (typed.trim() !== '') add.mutate({ addNote: typed.trim() });
          }}
        >
          <Textarea
            label="Add a note"
            name="note"
            autosize
            minRows={2}
            maxLength={MOST_OF_NOTE}
            value={typed}
            onChange={(changed) => setTyped(changed.currentTarget.value)}
          />
          {typed.trim() !== '' && (
            <div className={styles.row}>
              <Button type="submit" size="compact-md" loading={add.isPending}>
                Save note
              </Button>
            </div>
          )}
          <Fault error={add.error} />
        </form>
      )}
      <CareRemovalSheet
        of={removal}
        what="note"
        textOf={({ text }) => text}
        wishOf={({ id, version }) => ({ removeNote: id, basedOn: version })}
      />
    </Card>
  );
}

function Note({
  personId,
  note,
  mayDecide,
  onRemove,
}: {
  personId: string;
  note: NoteView;
  mayDecide: boolean;
  onRemove: () => void;
}) {
  // What is typed stands on the version that was read when typing began: a change in between is refused, not lost.
  const [draft, setDraft] = useState<{ text: string; basedOn: number } | null>(null);
  const change = useCareChange(personId, () => setDraft(null));
  if (draft !== null)
    return (
      <form
        className={`${styles.form ?? ''} ${styles.grow ?? ''}`}
        aria-label="Change the note"
        onSubmit={(sent) => {
          sent.preventDefault();
          // After a refusal, which says what the note reads now, the next one stands on that.
          const basedOn = change.error === null ? draft.basedOn : note.version;
          change.mutate({ note: note.id, text: draft.text.trim(), basedOn });
        }}
      >
        <Textarea
          label="Note"
          autosize
          minRows={2}
          maxLength={MOST_OF_NOTE}
          value={draft.text}
          onChange={(changed) => setDraft({ ...draft, text: changed.currentTarget.value })}
        />
        <div className={styles.row}>
          <Button
            type="submit"
            size="compact-md"
            loading={change.isPending}
            disabled={draft.text.trim() === ''}
          >
            Save note
          </Button>
          <Button variant="default" size="compact-md" onClick={() => setDraft(null)}>
            Cancel
          </Button>
        </div>
        <Fault error={change.error} />
      </form>
    );
  return (
    <div className={styles.grow}>
      <p className={styles.note}>{note.text}</p>
      <span className={styles.who}>
        {note.writtenBy}, <Moment at={note.writtenAt} as="relative" />
        {note.changed !== null && (
          <>
            ; changed by {note.changed.by}, <Moment at={note.changed.at} as="relative" />
          </>
        )}
      </span>
      {mayDecide && (
        <span className={styles.row}>
          <button
            type="button"
            className={styles.plain}
            onClick={() => setDraft({ text: note.text, basedOn: note.version })}
          >
            Change
          </button>
          <button type="button" className={styles.plain} onClick={onRemove}>
            Remove
          </button>
        </span>
      )}
    </div>
  );
}
