'use client';

import { Button, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { sentenceOf } from '@/lib/api/problem';
import styles from './criticality.module.css';

interface Choice<Name extends string> {
  readonly name: Name;
  readonly label: string;
}

/**
 * A choice of criticality that takes a second step: it moves scores at once, and arrow keys on a closed list choose
 * what they only pass by.
 */
export function ChooseCriticality<Name extends string>({
  label,
  none,
  choices,
  value,
  effect,
  pending,
  error,
  onApply,
}: {
  label: string;
  /** What it is called where nothing is set. */
  none: string;
  choices: readonly Choice<Name>[];
  value: Name | null;
  /** What the choice will do, as a sentence. */
  effect: (chosen: Name | null) => string;
  pending: boolean;
  error: Error | null;
  onApply: (chosen: Name | null, done: () => void) => void;
}) {
  const [chosen, setChosen] = useState<Name | null | undefined>(undefined);
  const open = chosen !== undefined && chosen !== value;
  return (
    <form
      className={styles.choice}
      aria-label={label}
      onSubmit={(sent) => {
        sent.preventDefault();
        if (open && !pending) onApply(chosen, () => setChosen(undefined));
      }}
    >
      <NativeSelect
        aria-label={label}
        size="xs"
        value={(open ? chosen : value) ?? ''}
        disabled={pending}
        onChange={(changed) =>
          setChosen(choices.find(({ name }) => name === changed.currentTarget.value)?.name ?? null)
        }
      >
        <option value="">{none}</option>
        {choices.map(({ name, label: words }) => (
          <option key={name} value={name}>
            {words}
          </option>
        ))}
      </NativeSelect>
      {open && (
        <>
          <p className={styles.effect} role="status">
            {effect(chosen)}
          </p>
          <div className={styles.row}>
            <Button type="submit" size="compact-sm" loading={pending}>
              Apply
            </Button>
            <Button size="compact-sm" variant="default" onClick={() => setChosen(undefined)}>
              Cancel
            </Button>
          </div>
        </>
      )}
      {error !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(error)}
        </p>
      )}
    </form>
  );
}
