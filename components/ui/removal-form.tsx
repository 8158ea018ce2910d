'use client';

import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { sentenceOf } from '@/lib/api/problem';
import forms from './form.module.css';

/** Removes something once what is lost with it has been read; what stood in the way is said. */
export function RemovalForm({
  children,
  removal,
  label,
  onRemove,
  onKeep,
}: {
  /** What is lost, and what stays. */
  children: ReactNode;
  removal: { readonly isPending: boolean; readonly error: Error | null };
  /** What the button says, as in *Delete the rule*. */
  label: string;
  onRemove: () => void;
  onKeep: () => void;
}) {
  return (
    <form
      className={forms.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (!removal.isPending) onRemove();
      }}
    >
      <p>{children}</p>
      {removal.error !== null && (
        <p className={forms.error} role="alert">
          {sentenceOf(removal.error)}
        </p>
      )}
      <div className={forms.row}>
        <Button type="submit" color="red" loading={removal.isPending}>
          {label}
        </Button>
        <Button variant="default" onClick={onKeep}>
          Keep it
        </Button>
      </div>
    </form>
  );
}
