'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Card } from '@/components/ui/card';
import { LeaveGuard } from '@/components/ui/leave-guard';
import { PageHead } from '@/components/ui/page-head';
import { FailedState } from '@/components/ui/states';
import type { DetectorsView } from '@/domain/views/detectors';
import { changesOf, draftOf, type DetectorDraft } from '@/lib/detector-draft';
import { detectorsQuery } from '@/lib/queries/detectors';
import { sessionQuery } from '@/lib/queries/frame';
import { DetectorDraftCard } from './detector-draft-card';
import { DetectorHistory } from './detector-history';
import { DetectorTable } from './detector-table';
import { DetectorsBones } from './detectors-bones';
import styles from './detectors.module.css';
import { ThresholdFields } from './threshold-fields';
import { TryRecordCard } from './try-record-card';

/** What each detector means and goes by, what a change would find, and what one record would raise. */
export function DetectorsScreen() {
  const { data, error, refetch } = useQuery(detectorsQuery());
  const { data: session } = useQuery(sessionQuery());
  if (data === undefined && error === null) return <DetectorsBones />;
  if (data === undefined)
    return (
      <>
        <PageHead title="Detectors" />
        <FailedState what="The detectors could not be read." error={error} retry={() => void refetch()} />
      </>
    );
  const may = (permission: string) => session?.permissions.includes(permission) === true;
  return <Detectors view={data} mayWrite={may('policy:write')} mayTry={may('signals:read')} />;
}

function Detectors({ view, mayWrite, mayTry }: { view: DetectorsView; mayWrite: boolean; mayTry: boolean }) {
  const [typed, setTyped] = useState<DetectorDraft | null>(null);
  const draft = typed ?? draftOf(view);
  const changes = changesOf(view, draft);
  const onChange = mayWrite ? setTyped : null;
  return (
    <>
      <LeaveGuard
        unsaved={changes.length > 0}
        lost="What you have changed here is kept on this page alone and would be lost. Nothing was saved."
      />
      <PageHead
        title="Detectors"
        note="What is recognised, and by what numbers. A change works from when it is saved: what was found before stays."
      />
      <div className={styles.stack}>
        <DetectorTable view={view} draft={draft} onChange={onChange} />
        <Card
          title="What several detectors share"
          note="when habits are known, what an egress and an outage are"
        >
          <ThresholdFields thresholds={view.terms} draft={draft} onChange={onChange} />
        </Card>
        {mayWrite && (
          <DetectorDraftCard view={view} draft={draft} changes={changes} onDiscard={() => setTyped(null)} />
        )}
        {mayTry && <TryRecordCard />}
        <DetectorHistory history={view.history} />
      </div>
    </>
  );
}
