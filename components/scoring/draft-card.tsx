'use client';

import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { EmptyState } from '@/components/ui/states';
import type { PolicyChange } from '@/domain/scoring/policy-changes';
import type { NumberedPolicyView, ReplayProgress, Scoring } from '@/domain/views/scoring';
import { Problem } from '@/lib/api/problem';
import { changeInParts } from '@/lib/api/request';
import { formatCount } from '@/lib/format/number';
import { bodyOf, draftOf, type PolicyDraft, sentenceOfRefusal } from '@/lib/policy-draft';
import { PolicyDiff } from './policy-diff';
import { ReplayResult } from './replay-result';
import { SaveDialog } from './save-dialog';
import styles from './scoring.module.css';

/** What the draft changes, what that would do to everybody, and the way to save it. */
export function DraftCard({
  scoring,
  base,
  draft,
  changes,
  onChange,
  onProblem,
}: {
  scoring: Scoring;
  base: NumberedPolicyView;
  draft: PolicyDraft;
  changes: readonly PolicyChange[];
  onChange: (draft: PolicyDraft | null) => void;
  onProblem: (problem: Problem | null) => void;
}) {
  const newest = Math.max(...scoring.policies.map(({ number }) => number));
  const [known, setKnown] = useState(newest);
  const [saving, setSaving] = useState(false);
  const [progress, setProgress] = useState<ReplayProgress | null>(null);
  const refuse = (error: unknown) => onProblem(error instanceof Problem ? error : null);
  const replay = useMutation({
    mutationFn: (policy: NumberedPolicyView['body']) =>
      changeInParts('replay', '/api/v1/scoring/preview', { policy }, setProgress),
    onMutate: () => setProgress(null),
    onError: refuse,
  });
  const body = bodyOf(draft, base.body);
  const draftText = JSON.stringify(body);
  // What a replay found is about the draft as it was then.
  const stale = replay.variables !== undefined && JSON.stringify(replay.variables) !== draftText;
  const isReplayed = replay.data !== undefined && !stale;
  const others = scoring.policies.find(({ number }) => number === newest && number > known);
  const forget = () => {
    onChange(null);
    setKnown(newest);
    replay.reset();
  };
  if (changes.length === 0 && replay.data === undefined)
    return (
      <Card title="Draft" className={styles.draft}>
        <EmptyState
          title="Nothing is changed yet."
          action={
            <Button variant="default" onClick={() => onChange(draftOf(scoring.defaults))}>
              Take the defaults
            </Button>
          }
        >
          Change a weight or another number: here it says what differs from policy {base.number}, and a replay
          shows who would change band before anything is saved.
        </EmptyState>
      </Card>
    );
  return (
    <Card title="Draft" note={`against policy ${base.number}`} className={styles.draft}>
      <PolicyDiff changes={changes} />
      {others !== undefined && (
        <p className={styles.notice} role="status">
          Policy {others.number} was saved by {others.author} meanwhile: “{others.reason}” Your draft is now
          compared with it.{' '}
          <button type="button" className={styles.link} onClick={() => setKnown(newest)}>
            Go on with my draft
          </button>
        </p>
      )}
      <div className={styles.actions}>
        <Button
          variant={isReplayed ? 'default' : 'filled'}
          loading={replay.isPending}
          disabled={changes.length === 0}
          onClick={() => replay.mutate(body)}
        >
          Replay
        </Button>
        <Button
          variant={isReplayed ? 'filled' : 'default'}
          disabled={changes.length === 0 || others !== undefined}
          onClick={() => setSaving(true)}
        >
          Save as policy {newest + 1}…
        </Button>
        <Button variant="subtle" color="gray" onClick={forget}>
          Discard
        </Button>
      </div>
      {replay.isPending && (
        <p className={styles.soft} role="status">
          {progress === null
            ? 'The replay begins.'
            : `Replayed ${formatCount(progress.done)} of ${formatCount(progress.total)} people.`}
        </p>
      )}
      {replay.error !== null && !stale && (
        <p className={styles.fault} role="alert">
          {sentenceOfRefusal(replay.error)}
        </p>
      )}
      {replay.data !== undefined && <ReplayResult replay={replay.data} stale={stale} />}
      <SaveDialog
        open={saving}
        onClose={() => setSaving(false)}
        title={`Save as policy ${newest + 1}`}
        verb="Save"
        path="policies"
        input={{ policy: body, basedOn: known }}
        changes={changes}
        onDone={(saved) => {
          setSaving(false);
          onChange(null);
          setKnown(saved.number);
          replay.reset();
        }}
        onRefused={refuse}
      />
    </Card>
  );
}
