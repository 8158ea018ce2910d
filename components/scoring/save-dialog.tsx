'use client';

import { Button, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Sheet } from '@/components/ui/sheet';
import type { PolicyChange } from '@/domain/scoring/policy-changes';
import type { SavedPolicy } from '@/domain/views/scoring';
import { Problem } from '@/lib/api/problem';
import { sentenceOfRefusal } from '@/lib/policy-draft';
import { usePolicyChange } from '@/lib/queries/scoring';
import { PolicyDiff } from './policy-diff';
import styles from './scoring.module.css';

const MOST = 500;

interface Saving {
  readonly onClose: () => void;
  readonly verb: string;
  /** Below that of scoring. */
  readonly path: string;
  /** What is sent beside the reason. */
  readonly input: Readonly<Record<string, unknown>>;
  /** What it changes of the policy that it takes the place of. */
  readonly changes: readonly PolicyChange[];
  readonly onDone: (saved: SavedPolicy) => void;
  readonly onRefused?: (error: Error) => void;
}

/** Asks why, says what follows, and saves a policy. */
export function SaveDialog({ open, title, ...saving }: Saving & { open: boolean; title: string }) {
  const [typed, setTyped] = useState(false);
  return (
    <Sheet open={open} onClose={saving.onClose} title={title} side="centre" keepsTyped={typed}>
      <SaveForm {...saving} onType={() => setTyped(true)} />
    </Sheet>
  );
}

function SaveForm({
  onClose,
  verb,
  path,
  input,
  changes,
  onDone,
  onRefused,
  onType,
}: Saving & { onType: () => void }) {
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const save = usePolicyChange(path, onDone);
  const refused = save.error instanceof Problem ? save.error.fieldMessage('reason') : undefined;
  const own = asked && reason.trim() === '' ? 'Say why, for whoever reads the history.' : null;
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        setAsked(true);
        if (reason.trim() === '' || save.isPending) return;
        save.mutate({ ...input, reason }, onRefused === undefined ? {} : { onError: onRefused });
      }}
    >
      <PolicyDiff changes={changes} />
      <Textarea
        label="Reason"
        description="Kept with the policy, with your name."
        name="reason"
        required
        autosize
        minRows={2}
        maxLength={MOST}
        data-autofocus
        value={reason}
        error={refused ?? own}
        onChange={(event) => {
          setReason(event.currentTarget.value);
          save.reset();
          onType();
        }}
      />
      <p className={styles.soft}>
        Everybody is scored under it in the background; until that is done all numbers stay as they are, then
        all change at once. Nothing is lost: every policy before stays in the history and can be restored.
      </p>
      {save.error !== null && refused === undefined && (
        <p className={styles.fault} role="alert">
          {sentenceOfRefusal(save.error)}
        </p>
      )}
      <div className={styles.actions}>
        <Button type="submit" loading={save.isPending}>
          {verb}
        </Button>
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
      </div>
    </form>
  );
}
