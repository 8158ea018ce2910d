'use client';

import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/states';
import type { DetectorsView } from '@/domain/views/detectors';
import { sentenceOf } from '@/lib/api/problem';
import { changeInParts } from '@/lib/api/request';
import { type DetectorDraft, faultOf, thresholdsOf } from '@/lib/detector-draft';
import { formatCount } from '@/lib/format/number';
import { savedOf, useSaveDetectors } from '@/lib/queries/detectors';
import styles from './detectors.module.css';
import { TrialTable } from './trial-table';

const PERIODS = [1, 7, 14, 30] as const;

/** What the draft changes, what it would have found, and the way to save it. */
export function DetectorDraftCard({
  view,
  draft,
  changes,
  onDiscard,
}: {
  view: DetectorsView;
  draft: DetectorDraft;
  changes: readonly string[];
  onDiscard: () => void;
}) {
  const [days, setDays] = useState(7);
  const [reason, setReason] = useState('');
  const [asked, setAsked] = useState(false);
  const [progress, setProgress] = useState<{ done: number; total: number } | null>(null);
  const trial = useMutation({
    mutationFn: (input: DetectorDraft & { days: number }) =>
      changeInParts(
        'detectorTrial',
        '/api/v1/detectors/preview',
        { ...input, off: [...input.off] },
        setProgress,
      ),
    onMutate: () => setProgress(null),
  });
  const save = useSaveDetectors(() => {
    setReason('');
    setAsked(false);
    trial.reset();
    onDiscard();
  });
  const faults = thresholdsOf(view).flatMap(
    (threshold) => faultOf(threshold, draft.thresholds[threshold.name]) ?? [],
  );
  if (changes.length === 0)
    return (
      <Card title="Draft">
        <EmptyState title="Nothing is changed yet.">
          Change a threshold or switch a detector off: here it says what differs, and a trial over stored
          sign-ins shows what would be found before anything is saved.
        </EmptyState>
      </Card>
    );
  const stale =
    trial.variables !== undefined && JSON.stringify({ ...draft, days }) !== JSON.stringify(trial.variables);
  const missing = asked && reason.trim() === '' ? 'Say why, for whoever reads the history.' : null;
  return (
    <Card title="Draft" note={`against settings ${view.number}`}>
      <ul className={styles.changes}>
        {changes.map((change) => (
          <li key={change}>{change}</li>
        ))}
      </ul>
      {faults.map((fault) => (
        <p key={fault} className={styles.fault}>
          {fault}
        </p>
      ))}
      <div className={styles.actions}>
        <NativeSelect
          aria-label="Period of the trial"
          value={String(days)}
          onChange={(event) => setDays(Number(event.currentTarget.value))}
          data={PERIODS.map((period) => ({
            value: String(period),
            label: period === 1 ? 'the last day' : `the last ${period} days`,
          }))}
        />
        <Button
          variant="default"
          loading={trial.isPending}
          disabled={faults.length > 0}
          onClick={() => trial.mutate({ ...draft, days })}
        >
          Try it
        </Button>
        <Button variant="subtle" color="gray" onClick={onDiscard}>
          Discard
        </Button>
      </div>
      {trial.isPending && (
        <p className={styles.soft} role="status">
          {progress === null
            ? 'The trial begins.'
            : `Tried ${formatCount(progress.done)} of ${formatCount(progress.total)} people.`}
        </p>
      )}
      {trial.error !== null && (
        <p className={styles.fault} role="alert">
          {sentenceOf(trial.error)}
        </p>
      )}
      {trial.data !== undefined && <TrialTable trial={trial.data} stale={stale} />}
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if (reason.trim() === '' || faults.length > 0 || save.isPending) return;
          save.mutate(savedOf(draft, reason, view.number));
        }}
      >
        <Textarea
          label="Reason"
          description="Kept with the settings, with your name."
          required
          autosize
          minRows={2}
          maxLength={500}
          value={reason}
          error={missing}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {save.error !== null && (
          <p className={styles.fault} role="alert">
            {sentenceOf(save.error)}
          </p>
        )}
        <Button type="submit" loading={save.isPending} disabled={faults.length > 0}>
          Save as settings {view.number + 1}
        </Button>
      </form>
    </Card>
  );
}
