'use client';

import { Button, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { IconPlugConnected, IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { Panel } from '@/components/ui/card';
import { PageHead } from '@/components/ui/page-head';
import { Segmented } from '@/components/ui/segmented';
import { EmptyState, FailedState } from '@/components/ui/states';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import { useAddress } from '@/lib/address';
import { findConnectors } from '@/lib/find-connectors';
import { sessionQuery } from '@/lib/queries/frame';
import { hubQuery } from '@/lib/queries/integrations';
import { ConnectorTile } from './connector-tile';
import { HubBones } from './integration-bones';
import styles from './hub.module.css';

const ALL = 'all';

/** The hub: what can be connected, and how what is connected fares. */
export function HubScreen({ connectors }: { connectors: readonly ConnectorManifest[] }) {
  const { data, error, refetch } = useQuery(hubQuery());
  const { data: session } = useQuery(sessionQuery());
  const address = useAddress();
  // What is typed stands in the field at once, and in the address a moment later.
  const [words, setTyped] = useState(address.get('q') ?? '');
  const setWords = (typed: string) => {
    setTyped(typed);
    address.set({ q: typed.trim() });
  };
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
  const categories = [...new Set(connectors.map((connector) => connector.category))];
  const category = categories.find((name) => name === address.get('category')) ?? ALL;
  const shown = findConnectors(connectors, data.integrations, {
    words,
    category: category === ALL ? null : category,
  });
  const showAll = () => {
    setTyped('');
    address.set({ q: null, category: null });
  };
  return (
    <>
      <PageHead
        title="Integrations"
        note="Where records of identities come from, and whether each feed can be trusted now"
        actions={
          <div className={styles.tools}>
            {(session?.permissions.includes('risk:import') ?? false) && (
              <Button component={Link} href="/integrations/human-risk" variant="default">
                Import human risk
              </Button>
            )}
            {categories.length > 1 && (
              <Segmented
                label="Category"
                value={category}
                options={[
                  { value: ALL, label: 'All' },
                  ...categories.map((name) => ({ value: name, label: name })),
                ]}
                onChange={(name) => address.set({ category: name === ALL ? null : name })}
              />
            )}
            <TextInput
              className={styles.search ?? ''}
              type="search"
              aria-label="Search integrations"
              placeholder="Name, vendor or category"
              maxLength={100}
              leftSection={<IconSearch size={15} aria-hidden />}
              value={words}
              onChange={(event) => setWords(event.currentTarget.value)}
              onKeyDown={(event) => {
                if (event.key === 'Escape') setWords('');
              }}
            />
          </div>
        }
      />
      {data.integrations.length === 0 && shown.length > 0 && (
        <Panel label="Nothing is connected yet" className={styles.first}>
          <EmptyState
            title="Nothing is connected yet, so nothing can be shown of anybody."
            icon={<IconPlugConnected size={22} stroke={1.7} aria-hidden />}
          >
            {mayWrite
              ? 'Choose a source below and press Configure New: a guide stands beside the form, and the connection is tested before it is saved.'
              : 'An administrator of your account connects the first source. Its status then appears here.'}
          </EmptyState>
        </Panel>
      )}
      {shown.length === 0 && (
        <EmptyState
          title="No integration matches."
          centred
          action={
            <Button variant="default" onClick={showAll}>
              Show all
            </Button>
          }
        >
          Nothing here is called “{words.trim()}”, nor is a vendor or a category
          {category === ALL ? '' : ` within ${category}`}.
        </EmptyState>
      )}
      {shown.map(({ category: name, found }) => (
        <section className={styles.category} key={name} aria-label={name}>
          <h2 className={styles.categoryName}>{name}</h2>
          <div className={styles.tiles}>
            {found.map(({ connector, integrations }) => (
              <ConnectorTile
                key={connector.id}
                connector={connector}
                integrations={integrations}
                day={data.day}
                mayWrite={mayWrite}
              />
            ))}
          </div>
        </section>
      ))}
    </>
  );
}
