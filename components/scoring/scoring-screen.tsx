'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { LeaveGuard } from '@/components/ui/leave-guard';
import { Moment } from '@/components/ui/moment';
import { PageHead } from '@/components/ui/page-head';
import { FailedState } from '@/components/ui/states';
import { policyChanges } from '@/domain/scoring/policy-changes';
import type { Scoring } from '@/domain/views/scoring';
import type { Problem } from '@/lib/api/problem';
import { bodyOf, draftOf, type PolicyDraft } from '@/lib/policy-draft';
import { sessionQuery } from '@/lib/queries/frame';
import { scoringQuery } from '@/lib/queries/scoring';
import { DraftCard } from './draft-card';
import { NumbersCard } from './numbers-card';
import { PolicyHistory } from './policy-history';
import { PreparationPanel } from './preparation-panel';
import { ScoringBones } from './scoring-bones';
import styles from './scoring.module.css';
import { WeightsCard } from './weights-card';

/** The scoring policy: what counts how much, what a change would do, and what there was before. */
export function ScoringScreen() {
  const { data, error, refetch } = useQuery(scoringQuery());
  const { data: session } = useQuery(sessionQuery());
  if (data === undefined) {
    if (error === null) return <ScoringBones />;
    return (
      <>
        <PageHead title="Scoring policy" />
        <FailedState
          what="The scoring policy could not be read."
          error={error}
          retry={() => void refetch()}
        />
      </>
    );
  }
  return <Policy scoring={data} mayWrite={session?.permissions.includes('policy:write') ?? false} />;
}

function Policy({ scoring, mayWrite }: { scoring: Scoring; mayWrite: boolean }) {
  const { current, preparing, policies } = scoring;
  const inForce = policies.find(({ number }) => number === current);
  // A draft is made from what will be in force next.
  const base = policies.find(({ number }) => number === (preparing?.number ?? current));
  const [typed, setTyped] = useState<PolicyDraft | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  if (inForce === undefined || base === undefined) return <ScoringBones />;
  const draft = typed ?? draftOf(base.body);
  const changes = policyChanges(base.body, bodyOf(draft, base.body));
  const change = (next: PolicyDraft | null) => {
    setTyped(next);
    // What the server said was about another draft.
    setProblem(null);
  };
  const fields = {
    draft,
    base,
    problem,
    onChange: mayWrite ? change : null,
  };
  return (
    <>
      <LeaveGuard
        unsaved={changes.length > 0}
        lost="What you have changed here is kept on this page alone and would be lost. No policy was saved."
      />
      <PageHead
        title="Scoring policy"
        note={
          <>
            Every attack factor is made with policy {inForce.number}
            {inForce.inForceFrom !== null && (
              <>
                , in force since <Moment at={inForce.inForceFrom} seconds={false} />
              </>
            )}
            , by {inForce.author}
          </>
        }
      />
      <div className={styles.stack}>
        {preparing !== null && <PreparationPanel preparing={preparing} current={current} />}
        <NumbersCard {...fields} />
        <div className={styles.wide}>
          <WeightsCard {...fields} />
          {mayWrite && (
            <DraftCard
              scoring={scoring}
              base={base}
              draft={draft}
              changes={changes}
              onChange={change}
              onProblem={setProblem}
            />
          )}
        </div>
        <PolicyHistory scoring={scoring} mayWrite={mayWrite} />
      </div>
    </>
  );
}
