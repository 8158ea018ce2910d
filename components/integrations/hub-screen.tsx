'use client';

import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { PageHead } from '@/components/ui/page-head';
import { EmptyState, FailedState } from '@/components/ui/states';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import type { Hub } from '@/domain/views/integration';
import { sessionQuery } from '@/lib/queries/frame';
import { hubQuery } from '@/lib/queries/integrations';
import { ConnectorTile } from './connector-tile';
import { HubBones } from './integration-bones';
import styles from './integrations.module.css';

/** The hub: what can be connected, and how what is connected fares. */
export function HubScreen({ connectors }: { connectors: readonly ConnectorManifest[] }) {
  const { data, error, refetch } = useQuery(hubQuery());
  const { data: session } = useQuery(sessionQuery());
  const [words, setWords] = useState('');
  if (data === undefined) {
    if (error === null) return <HubBones />;
    return (
      <>
        <PageHead title="Integrations" />
        <FailedState what="The integrations could not be read." error={error} retry={() => void refetch()} />
      </>
    );
  }
  const mayWrite = session?.permissions.includes('integrations:write') ?? false;
  const shown = connectors.filter((connector) => matches(connector, data, words));
  return (
    <>
      <PageHead
        title="Integrations"
        note="Where sign-ins are read from, and whether each feed can be trusted now"
        actions={
          <TextInput
            aria-label="Search integrations"
            placeholder="Search integrations"
            leftSection={<IconSearch size={15} aria-hidden />}
            value={words}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
        }
      />
      {shown.length === 0 ? (
        <EmptyState
          title="No integration matches."
          centred
          action={
            <Button variant="default" onClick={() => setWords('')}>
              Show all
            </Button>
          }
        >
          Nothing here is called “{words}”.
        </EmptyState>
      ) : (
        <div className={styles.tiles}>
          {shown.map((connector) => (
            <ConnectorTile
              key={connector.id}
              connector={connector}
              integrations={data.integrations.filter((tile) => tile.connector === connector.id)}
              mayWrite={mayWrite}
            />
          ))}
        </div>
      )}
    </>
  );
}

function matches(connector: ConnectorManifest, hub: Hub, words: string): boolean {
  const wanted = words.trim().toLowerCase();
  if (wanted === '') return true;
  const names = hub.integrations.filter((tile) => tile.connector === connector.id).map((tile) => tile.name);
  return [connector.name, connector.vendor, connector.category, ...names].some((name) =>
    name.toLowerCase().includes(wanted),
  );
}
