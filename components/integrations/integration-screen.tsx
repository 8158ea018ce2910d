'use client';

import { useQuery } from '@tanstack/react-query';
import { IconCircleCheck } from '@tabler/icons-react';
import { RunBarsCard } from '@/components/charts/run-bars';
import { Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { PageHead } from '@/components/ui/page-head';
import { FailedState } from '@/components/ui/states';
import { StatusChip } from '@/components/ui/status-chip';
import type { IntegrationView } from '@/domain/views/integration';
import { useAddress } from '@/lib/address';
import { sessionQuery } from '@/lib/queries/frame';
import { integrationQuery } from '@/lib/queries/integrations';
import { ErrorCard } from './error-card';
import { FactsStrip } from './facts-strip';
import { IntegrationActions } from './integration-actions';
import { IntegrationBones } from './integration-bones';
import styles from './integrations.module.css';
import { RunsCard } from './runs-card';
import { StreamsCard } from './streams-card';

/** One integration: can it be trusted, what does it do, and what to do when it fails. */
export function IntegrationScreen({ id, connectorName }: { id: string; connectorName: string }) {
  const address = useAddress();
  const { data, error, refetch } = useQuery(integrationQuery(id));
  const { data: session } = useQuery(sessionQuery());
  if (data === undefined) {
    if (error === null) return <IntegrationBones />;
    return (
      <FailedState what="This integration could not be read." error={error} retry={() => void refetch()} />
    );
  }
  const mayWrite = session?.permissions.includes('integrations:write') ?? false;
  const failing = data.streams.flatMap((stream) =>
    stream.error === null ? [] : [{ stream, error: stream.error }],
  );
  return (
    <>
      <PageHead
        title={data.name}
        beside={<StatusChip status={data.status} />}
        trail={[{ label: 'Integrations', href: '/integrations' }, { label: connectorName }]}
        note={
          <>
            {data.description !== '' && `${data.description} · `}Feeds identity events and the attack factor ·
            enabled <Moment at={data.enabledAt} as="day" />; nothing older is scored
          </>
        }
        actions={mayWrite && <IntegrationActions integration={data} />}
      />
      <div className={styles.stack}>
        {address.get('saved') === '1' && <Saved integration={data} />}
        <FactsStrip integration={data} />
        {failing.map(({ stream, error: fault }) => (
          <ErrorCard
            key={stream.stream}
            stream={stream}
            error={fault}
            guide={`/integrations/new/${data.connector}`}
          />
        ))}
        <StreamsCard integration={data} />
        <RunBarsCard runs={data.recentRuns} />
        <RunsCard id={id} />
      </div>
    </>
  );
}

/** Said once, after set-up. */
function Saved({ integration }: { integration: IntegrationView }) {
  return (
    <Panel label="Saved">
      <p className={styles.saved} role="status">
        <IconCircleCheck size={19} stroke={1.9} aria-hidden />
        <span>
          <strong style={{ color: 'var(--p-ink)' }}>{integration.name} has been set up.</strong> Duo shows
          nothing younger than two minutes, so the first poll comes about two minutes after saving; once it
          succeeds, this page says Connected.
        </span>
      </p>
    </Panel>
  );
}
