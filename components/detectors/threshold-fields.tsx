'use client';

import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { ThresholdView } from '@/domain/views/detectors';
import { type DetectorDraft, faultOf } from '@/lib/detector-draft';
import styles from './detectors.module.css';

/** The numbers that detectors go by, each with its unit and its reason; without `onChange` they are read. */
export function ThresholdFields({
  thresholds,
  draft,
  onChange,
}: {
  thresholds: readonly ThresholdView[];
  draft: DetectorDraft;
  onChange: ((draft: DetectorDraft) => void) | null;
}) {
  return (
    <div className={styles.fields}>
      {thresholds.map((threshold) => (
        <ThresholdField key={threshold.name} threshold={threshold} draft={draft} onChange={onChange} />
      ))}
    </div>
  );
}

function ThresholdField({
  threshold,
  draft,
  onChange,
}: {
  threshold: ThresholdView;
  draft: DetectorDraft;
  onChange: ((draft: DetectorDraft) => void) | null;
}) {
  const { name, label, unit, why, value, byDefault } = threshold;
  const now = draft.thresholds[name];
  // What is typed may be no number yet.
  const [typed, setTyped] = useState<string | null>(null);
  const note = `${why} (${unit})${now === byDefault ? '' : ` The default is ${byDefault}.`}`;
  if (onChange === null)
    return (
      <div className={styles.read}>
        <span>{label}</span>
        <b>{value}</b>
        <small>{note}</small>
      </div>
    );
  const shown = typed !== null && Number(typed) === now ? typed : String(now ?? '');
  return (
    <TextInput
      name={name}
      label={label}
      description={note}
      inputMode="decimal"
      autoComplete="off"
      maxLength={12}
      value={now === undefined || Number.isNaN(now) ? (typed ?? '') : shown}
      error={faultOf(threshold, now)}
      data-changed={now !== value || undefined}
      rightSectionWidth={now === value ? 0 : 84}
      rightSection={now === value ? null : <span className={styles.was}>was {value}</span>}
      onChange={(event) => {
        const text = event.currentTarget.value;
        setTyped(text);
        const number = text.trim() === '' ? Number.NaN : Number(text);
        onChange({ ...draft, thresholds: { ...draft.thresholds, [name]: number } });
      }}
    />
  );
}
