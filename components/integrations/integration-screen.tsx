'use client';

import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { PageHead } from '@/components/ui/page-head';
import { FailedState } from '@/components/ui/states';
import { StatusChip } from '@/components/ui/status-chip';
import { Tabs } from '@/components/ui/tabs';
import type { IntegrationView } from '@/domain/views/integration';
import { Problem } from '@/lib/api/problem';
import { sessionQuery } from '@/lib/queries/frame';
import { integrationQuery } from '@/lib/queries/integrations';
import { CoveragePanel } from './coverage-panel';
import { DiagnosePanel } from './diagnose-panel';
import { FeedQualityPanel } from './feed-quality-panel';
import { IntegrationActions } from './integration-actions';
import { IntegrationBones } from './integration-bones';
import { IntegrationOverview } from './integration-overview';
import { KeysReplaced } from './keys-replaced';
import { QuarantinePanel } from './quarantine-panel';
import { RemovalPanel } from './removal-panel';
import { type Revealed, ReplaceKeys } from './replace-keys';
import { RunsPanel } from './runs-panel';

type Keys =
  | { readonly are: 'as_they_were' }
  | { readonly are: 'being_replaced'; readonly reason: 'keys' | 'host' }
  | { readonly are: 'replaced'; readonly reveal: readonly Revealed[] };

const TABS = [
  { id: 'overview', label: 'Overview' },
  { id: 'runs', label: 'Runs' },
  { id: 'quality', label: 'Feed quality' },
  { id: 'coverage', label: 'Coverage' },
  { id: 'quarantine', label: 'Quarantine' },
  { id: 'diagnose', label: 'Diagnose' },
] as const;

/** One integration: can it be trusted, what does it do, and what to do when it fails. */
export function IntegrationScreen({ id, connectorName }: { id: string; connectorName: string }) {
  const { data, error, refetch } = useQuery(integrationQuery(id));
  const { data: session } = useQuery(sessionQuery());
  const [keys, setKeys] = useState<Keys>({ are: 'as_they_were' });
  if (data === undefined) {
    if (error === null) return <IntegrationBones />;
    return (
      <>
        <PageHead
          title="Integration"
          trail={[{ label: 'Integrations', href: '/integrations' }, { label: connectorName }]}
        />
        <FailedState what="This integration could not be read." error={error} retry={() => void refetch()} />
      </>
    );
  }
  const mayWrite = session?.permissions.includes('integrations:write') ?? false;
  const replace = (reason: 'keys' | 'host') => setKeys({ are: 'being_replaced', reason });
  const panel = { integrationId: id, connector: data.connector };
  const removing = data.state === 'purging' || data.state === 'deleted';
  return (
    <>
      <PageHead
        title={data.name}
        beside={<StatusChip status={data.status} />}
        trail={[{ label: 'Integrations', href: '/integrations' }, { label: connectorName }]}
        note={noteOf(data)}
        actions={
          mayWrite &&
          !removing && (
            <IntegrationActions
              integration={data}
              onReplaceKeys={() => replace('keys')}
              onChangeHost={() => replace('host')}
            />
          )
        }
      />
      {/* Before the parts: closing gives the focus back, then what is said of the new keys takes it. */}
      <ReplaceKeys
        open={keys.are === 'being_replaced'}
        integration={data}
        reason={keys.are === 'being_replaced' ? keys.reason : 'keys'}
        onClose={() => setKeys({ are: 'as_they_were' })}
        onReplaced={(reveal) => setKeys({ are: 'replaced', reveal })}
      />
      {keys.are === 'replaced' && <KeysReplaced integration={data} revealed={keys.reveal} />}
      {removing ? (
        <RemovalPanel integration={data} gone={error instanceof Problem && error.status === 404} />
      ) : (
        <Tabs label={`Parts of ${data.name}`} tabs={TABS}>
          {(tab) => {
            switch (tab) {
              case 'overview':
                return (
                  <IntegrationOverview
                    integration={data}
                    mayWrite={mayWrite}
                    onReplaceKeys={mayWrite ? () => replace('keys') : null}
                  />
                );
              case 'runs':
                return <RunsPanel {...panel} />;
              case 'quality':
                return <FeedQualityPanel {...panel} />;
              case 'coverage':
                return <CoveragePanel {...panel} />;
              case 'quarantine':
                return <QuarantinePanel {...panel} />;
              case 'diagnose':
                return <DiagnosePanel {...panel} />;
            }
          }}
        </Tabs>
      )}
    </>
  );
}

function noteOf({ description, state }: IntegrationView): string {
  if (state === 'purging') return 'All that came from it is being removed.';
  if (state === 'deleted') return 'Nothing is read from it any more.';
  return description === '' ? 'Feeds identity events and the attack factor' : description;
}
