'use client';

import { Button, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { FailedState } from '@/components/ui/states';
import { type Retention, RETENTION, RETENTION_KINDS, type RetentionKind } from '@/domain/retention';
import type { RetentionLoss, RetentionView } from '@/domain/views/retention';
import { Problem, sentenceOf } from '@/lib/api/problem';
import { change, read, withParameters } from '@/lib/api/request';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { KEY } from '@/lib/queries/keys';
import { retentionQuery } from '@/lib/queries/privacy';
import styles from './privacy.module.css';

/** How long the account keeps what, and what other settings would remove, in counts, before they are made. */
export function RetentionCard() {
  const { data, error, refetch } = useQuery(retentionQuery());
  return (
    <Card title="How long data is kept" note="nothing goes unless a number of days is set">
      {data !== undefined && <RetentionForm key={data.set?.at ?? ''} view={data} />}
      {data === undefined && error !== null && (
        <FailedState
          what="How long data is kept could not be read."
          error={error}
          retry={() => void refetch()}
        />
      )}
    </Card>
  );
}

function RetentionForm({ view }: { view: RetentionView }) {
  const client = useQueryClient();
  const [days, setDays] = useState<Retention>(view.days);
  const [loss, setLoss] = useState<RetentionLoss | null>(null);
  const preview = useMutation({
    mutationFn: () => read('retentionLoss', withParameters('/api/v1/retention/preview', asTexts(days))),
    onSuccess: setLoss,
  });
  const save = useMutation({
    mutationFn: () => change('retentionLoss', '/api/v1/retention', { ...days, confirmed: true }),
    onSettled: () => client.invalidateQueries({ queryKey: [KEY.retention] }),
  });
  const error = preview.error ?? save.error;
  const problem = error instanceof Problem ? error : null;
  const isChanged = RETENTION_KINDS.some((kind) => days[kind] !== view.days[kind]);
  return (
    <form
      className={styles.form}
      aria-label="How long data is kept"
      onSubmit={(sent) => {
        sent.preventDefault();
        if (loss === null) preview.mutate();
        else save.mutate();
      }}
    >
      {RETENTION_KINDS.map((kind) => {
        const { label, lost } = RETENTION[kind];
        const oldest = view.oldest[kind];
        const least = kind === 'events' ? view.leastEventDays : RETENTION[kind].least;
        return (
          <div key={kind} className={styles.kind}>
            <TextInput
              label={`${label}, days`}
              description={`${lost} At least ${formatCount(least)} days.`}
              placeholder="kept"
              name={kind}
              inputMode="numeric"
              autoComplete="off"
              disabled={!view.mayChange}
              value={days[kind] ?? ''}
              error={problem?.fieldMessage(kind) ?? null}
              onChange={({ currentTarget: { value } }) => {
                const digits = value.replace(/\D/g, '');
                setLoss(null);
                setDays({ ...days, [kind]: digits === '' ? null : Number(digits) });
              }}
            />
            <p className={styles.note}>
              {oldest === null ? (
                'There are none.'
              ) : (
                <>
                  The oldest is from <Moment at={oldest} as="relative" />.
                </>
              )}
              {loss !== null && loss[kind] > 0 && <strong> {lossWords(loss, kind)}</strong>}
            </p>
            {kind === 'events' && (view.days.events ?? least) < least && (
              <p className={styles.note}>
                The policy in force remembers longer than that: they are kept for {formatCount(least)} days.
              </p>
            )}
          </div>
        );
      })}
      <p className={styles.note}>
        Scores of today stay as they are whatever goes. What a score was made of can be shown for as long as
        events are kept.
      </p>
      {error !== null && (problem?.fields.length ?? 0) === 0 && (
        <p className={styles.error} role="alert">
          {sentenceOf(error)}
        </p>
      )}
      {loss !== null && RETENTION_KINDS.every((kind) => loss[kind] === 0) && (
        <p className={styles.note}>Nothing is as old as that, so nothing is removed now.</p>
      )}
      {view.mayChange && isChanged && (
        <div className={styles.row}>
          {loss === null ? (
            <Button type="submit" loading={preview.isPending}>
              See what is lost
            </Button>
          ) : (
            <Button
              type="submit"
              loading={save.isPending}
              {...(RETENTION_KINDS.some((kind) => loss[kind] > 0) && { color: 'red' })}
            >
              {RETENTION_KINDS.some((kind) => loss[kind] > 0) ? 'Remove, and keep to it' : 'Keep to it'}
            </Button>
          )}
          <Button
            variant="default"
            onClick={() => {
              setDays(view.days);
              setLoss(null);
            }}
          >
            Leave it as it is
          </Button>
        </div>
      )}
    </form>
  );
}

/** What of a kind is removed, and what goes with it. */
function lossWords(loss: RetentionLoss, kind: RetentionKind): string {
  const many = formatCount(loss[kind]);
  if (kind !== 'events') return `${many} are removed, and do not come back.`;
  const { evidence, decisions, campaigns } = loss;
  return `${many} are removed, with ${formatCountOf(evidence, 'record they rest on', 'records they rest on')}, ${formatCountOf(decisions, 'decision', 'decisions')} and ${formatCountOf(campaigns, 'campaign', 'campaigns')}, and do not come back.`;
}

/** As a query has it: what is kept is left out. */
function asTexts(days: Retention): Record<string, string | null> {
  return Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, days[kind]?.toString() ?? null]));
}
