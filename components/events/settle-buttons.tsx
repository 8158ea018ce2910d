'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { DispositionBrief } from '@/domain/views/disposition';
import { sentenceOf } from '@/lib/api/problem';
import { settlementQuery, type Settlement, useSettle } from '@/lib/queries/dispositions';
import { DecisionEffect } from './decision-effect';
import styles from './decision.module.css';

const VERBS: Readonly<
  Record<Settlement, { readonly ask: string; readonly verb: string; readonly keep: string }>
> = {
  approve: { ask: 'Approve…', verb: 'Approve', keep: 'Not now' },
  refuse: { ask: 'Refuse', verb: 'Refuse', keep: 'Keep waiting' },
  withdraw: { ask: 'Withdraw', verb: 'Withdraw', keep: 'Keep waiting' },
  undo: { ask: 'Undo…', verb: 'Undo', keep: 'Leave it' },
};

/** What may be done with a decision: what moves scores shows first by how much. */
export function SettleButtons({
  decision,
  onDone,
}: {
  decision: DispositionBrief;
  /** What had the focus goes with it: says where the focus is to be. */
  onDone: () => void;
}) {
  const [asked, setAsked] = useState<Settlement | null>(null);
  const settle = useSettle(decision.id, () => {
    setAsked(null);
    onDone();
  });
  const offered = offeredFor(decision);
  if (offered.length === 0) return null;
  return (
    <>
      {asked === null ? (
        <div className={styles.row}>
          {offered.map((how) => (
            <Button
              key={how}
              size="compact-sm"
              variant="default"
              loading={settle.isPending && settle.variables === how}
              aria-label={`${VERBS[how].ask} ${decision.subject}`}
              onClick={() => (how === 'approve' || how === 'undo' ? setAsked(how) : settle.mutate(how))}
            >
              {VERBS[how].ask}
            </Button>
          ))}
        </div>
      ) : (
        <Asked decision={decision} how={asked} settle={settle} onKeep={() => setAsked(null)} />
      )}
      {settle.error !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(settle.error)}
        </p>
      )}
    </>
  );
}

function offeredFor({ state, own }: DispositionBrief): readonly Settlement[] {
  if (state === 'proposed') return own ? ['withdraw'] : ['approve', 'refuse'];
  return state === 'holding' || state === 'expired' ? ['undo'] : [];
}

function Asked({
  decision,
  how,
  settle,
  onKeep,
}: {
  decision: DispositionBrief;
  how: Settlement;
  settle: ReturnType<typeof useSettle>;
  onKeep: () => void;
}) {
  const { data, error } = useQuery(settlementQuery(decision.id));
  return (
    <div className={styles.part}>
      {data !== undefined && <DecisionEffect effect={data} />}
      {error !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(error)}
        </p>
      )}
      <div className={styles.row}>
        <Button
          // Made anew once it can be pressed, so that it takes the focus then.
          key={data === undefined ? 'waiting' : 'ready'}
          size="compact-sm"
          autoFocus
          loading={settle.isPending || (data === undefined && error === null)}
          onClick={() => settle.mutate(how)}
        >
          {VERBS[how].verb}
        </Button>
        <Button size="compact-sm" variant="default" onClick={onKeep}>
          {VERBS[how].keep}
        </Button>
      </div>
    </div>
  );
}
