'use client';

import { useQuery } from '@tanstack/react-query';
import { IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { PageHead } from '@/components/ui/page-head';
import { FailedState } from '@/components/ui/states';
import { StatusChip } from '@/components/ui/status-chip';
import { findConnector } from '@/domain/connectors/catalogue';
import type { IntegrationView } from '@/domain/views/integration';
import { useAddress } from '@/lib/address';
import { sessionQuery } from '@/lib/queries/frame';
import { integrationQuery } from '@/lib/queries/integrations';
import { ErrorCard } from './error-card';
import { FactsStrip } from './facts-strip';
import { IntegrationActions } from './integration-actions';
import { IntegrationBones } from './integration-bones';
import styles from './integrations.module.css';
import { ReplaceKeys } from './replace-keys';
import { RunsCard } from './runs-card';
import { StreamsCard } from './streams-card';

/** One integration: can it be trusted, what does it do, and what to do when it fails. */
export function IntegrationScreen({ id, connectorName }: { id: string; connectorName: string }) {
  const address = useAddress();
  const { data, error, refetch } = useQuery(integrationQuery(id));
  const { data: session } = useQuery(sessionQuery());
  const [keys, setKeys] = useState<'as_they_were' | 'being_replaced' | 'replaced'>('as_they_were');
  if (data === undefined) {
    if (error === null) return <IntegrationBones />;
    return (
      <FailedState what="This integration could not be read." error={error} retry={() => void refetch()} />
    );
  }
  const mayWrite = session?.permissions.includes('integrations:write') ?? false;
  const replaceKeys = () => setKeys('being_replaced');
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
        actions={mayWrite && <IntegrationActions integration={data} onReplaceKeys={replaceKeys} />}
      />
      <ReplaceKeys
        open={keys === 'being_replaced'}
        integration={data}
        fields={findConnector(data.connector)?.fields ?? []}
        onClose={() => setKeys('as_they_were')}
        onReplaced={() => setKeys('replaced')}
      />
      <div className={styles.stack}>
        {keys === 'replaced' && <Replaced integration={data} />}
        {address.get('saved') === '1' && <Saved integration={data} />}
        <FactsStrip integration={data} />
        {failing.map(({ stream, error: fault }) => (
          <ErrorCard
            key={stream.stream}
            stream={stream}
            error={fault}
            guide={`/integrations/new/${data.connector}`}
            onReplaceKeys={mayWrite ? replaceKeys : null}
          />
        ))}
        <StreamsCard integration={data} />
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

/** Said once the keys are replaced; whoever pressed the button is led here, for that button may be gone. */
function Replaced({ integration }: { integration: IntegrationView }) {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus(), []);
  return (
    <Panel label="Keys replaced">
      <p className={styles.saved} role="status" tabIndex={-1} ref={said}>
        <IconCircleCheck size={19} stroke={1.9} aria-hidden />
        <span>
          <strong style={{ color: 'var(--p-ink)' }}>The keys have been replaced.</strong> The new ones were
          tested and work.{' '}
          {integration.state === 'enabled'
            ? 'The next run begins as soon as a minute has passed since the last one, and goes on where that stopped.'
            : 'They are used once the integration is resumed.'}
        </span>
      </p>
    </Panel>
  );
}
