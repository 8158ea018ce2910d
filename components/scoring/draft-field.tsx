'use client';

import { TextInput } from '@mantine/core';
import type { NumberedPolicyView } from '@/domain/views/scoring';
import type { Problem } from '@/lib/api/problem';
import { faultOf, type PolicyDraft } from '@/lib/policy-draft';
import styles from './scoring.module.css';

/** What every field of a draft is given; without `onChange` it is read. */
export interface DraftFields {
  readonly draft: PolicyDraft;
  readonly base: NumberedPolicyView;
  readonly problem: Problem | null;
  readonly onChange: ((draft: PolicyDraft) => void) | null;
}

/** A number of the policy, and what it was where it was changed. */
export function DraftNumber({
  field,
  label,
  was,
  described,
  hideLabel = false,
  fixed = false,
  draft,
  problem,
  onChange,
}: Omit<DraftFields, 'base'> & {
  readonly field: string;
  readonly label: string;
  /** What the policy says that the draft is made from. */
  readonly was: number;
  readonly described?: string;
  readonly hideLabel?: boolean;
  /** It can have no other value. */
  readonly fixed?: boolean;
}) {
  const value = draft.numbers[field] ?? '';
  const changed = value.trim() !== String(was);
  if (onChange === null || fixed)
    return (
      <span className={styles.readNumber}>
        {!hideLabel && <span className={styles.readLabel}>{label}</span>}
        {described !== undefined && <span className={styles.soft}>{described}</span>}
        <b>{value}</b>
      </span>
    );
  return (
    <TextInput
      classNames={{ input: styles.number ?? '' }}
      name={field}
      {...(hideLabel ? { 'aria-label': label } : { label })}
      {...(described === undefined ? {} : { description: described })}
      inputMode="decimal"
      autoComplete="off"
      maxLength={20}
      value={value}
      error={faultOf(draft, field, problem)}
      data-changed={changed || undefined}
      rightSectionWidth={changed ? 74 : 0}
      rightSection={changed ? <span className={styles.was}>was {was}</span> : null}
      onChange={(event) =>
        onChange({ ...draft, numbers: { ...draft.numbers, [field]: event.currentTarget.value } })
      }
    />
  );
}
