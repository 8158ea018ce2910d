'use client';

import { Button } from '@mantine/core';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { policyChanges } from '@/domain/scoring/policy-changes';
import type { NumberedPolicyView, Scoring } from '@/domain/views/scoring';
import { useNamedPlace } from '@/lib/use-named-place';
import { PolicyDiff } from './policy-diff';
import { SaveDialog } from './save-dialog';
import styles from './scoring.module.css';

/** Every policy that there was: who made it, why, what it changed and when it was in force. */
export function PolicyHistory({ scoring, mayWrite }: { scoring: Scoring; mayWrite: boolean }) {
  const [restoring, setRestoring] = useState<NumberedPolicyView | null>(null);
  const { policies, current, preparing } = scoring;
  useNamedPlace();
  const next = policies.find(({ number }) => number === (preparing?.number ?? current));
  return (
    <Card title="History" note="policies never change; an old one is restored under a new number">
      <ol className={styles.history}>
        {policies.map((policy) => (
          <li key={policy.number} id={`policy-${policy.number}`}>
            <div className={styles.historyHead}>
              <strong>Policy {policy.number}</strong>
              <State policy={policy} />
              <span className={styles.soft}>
                {policy.author}, <Moment at={policy.createdAt} seconds={false} />
              </span>
              {mayWrite && next !== undefined && policyChanges(next.body, policy.body).length > 0 && (
                <Button
                  className={styles.restore ?? ''}
                  variant="default"
                  size="compact-sm"
                  onClick={() => setRestoring(policy)}
                >
                  Restore<span className="visually-hidden"> policy {policy.number}</span>…
                </Button>
              )}
            </div>
            <p>
              {policy.reason}
              {policy.restores !== null && (
                <span className={styles.soft}> Takes up policy {policy.restores} again.</span>
              )}
            </p>
            {policy.changes.length > 0 && <PolicyDiff changes={policy.changes} />}
          </li>
        ))}
      </ol>
      <SaveDialog
        open={restoring !== null}
        onClose={() => setRestoring(null)}
        title={`Restore policy ${restoring?.number ?? ''}`}
        verb="Restore"
        path={`policies/${restoring?.number ?? ''}/restore`}
        input={{}}
        changes={restoring === null || next === undefined ? [] : policyChanges(next.body, restoring.body)}
        onDone={() => setRestoring(null)}
      />
    </Card>
  );
}

function State({ policy }: { policy: NumberedPolicyView }) {
  const { state, inForceFrom, inForceUntil } = policy;
  switch (state) {
    case 'in_force':
      return <Chip tone="good">In force</Chip>;
    case 'being_prepared':
      return <Chip tone="accent">Being prepared</Chip>;
    case 'never_in_force':
      return <Chip tone="quiet">Never in force</Chip>;
    case 'replaced':
      return (
        <span className={styles.soft}>
          {inForceFrom !== null && inForceUntil !== null && (
            <>
              in force <Moment at={inForceFrom} seconds={false} /> to{' '}
              <Moment at={inForceUntil} seconds={false} />
            </>
          )}
        </span>
      );
  }
}
