'use client';

import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import Link from 'next/link';
import { Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { StatusChip } from '@/components/ui/status-chip';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import type { Hub } from '@/domain/views/integration';
import { CollectedCount } from './collected-count';
import { ConnectorMark } from './connector-mark';
import { FactList } from './fact-list';
import styles from './hub.module.css';

type Tile = Hub['integrations'][number];

/** One connector: what it is, each integration of it with its status, and how to add one. */
export function ConnectorTile({
  connector,
  integrations,
  day,
  mayWrite,
}: {
  connector: ConnectorManifest;
  integrations: readonly Tile[];
  /** The window that signals are counted in. */
  day: Hub['day'];
  mayWrite: boolean;
}) {
  return (
    <Panel label={connector.name}>
      <div className={styles.head}>
        <ConnectorMark icon={connector.icon} />
        <div className={styles.headWords}>
          <h3 className={styles.name}>{connector.name}</h3>
          <span className={styles.vendor}>{connector.vendor}</span>
        </div>
        {mayWrite && (
          <Button
            className={styles.headAction ?? ''}
            component={Link}
            href={`/integrations/new/${connector.id}`}
            size="compact-md"
            variant={integrations.length === 0 ? 'filled' : 'default'}
            aria-label={`Configure New: ${connector.name}`}
          >
            Configure New
          </Button>
        )}
      </div>
      <p className={styles.summary}>{connector.summary}</p>
      <ul className={styles.instances} aria-label={`Integrations of ${connector.name}`}>
        {integrations.map((integration) => (
          <Instance key={integration.id} integration={integration} day={day} />
        ))}
        {integrations.length === 0 && (
          <li>
            <div className={styles.line}>
              <StatusChip status={{ word: 'not_configured', since: null, until: null }} />
            </div>
            <p className={styles.note}>
              {mayWrite
                ? 'Its status, its last success and its signals appear here once it is connected.'
                : 'An administrator of your account can connect it.'}
            </p>
          </li>
        )}
      </ul>
      <details className={styles.facts}>
        <summary>Facts</summary>
        <FactList facts={connector.facts} />
      </details>
    </Panel>
  );
}

function Instance({ integration, day }: { integration: Tile; day: Hub['day'] }) {
  const { id, name, description, status, signals24h, lastSuccessAt, failing } = integration;
  if (status.word === 'purging')
    return (
      <li>
        <div className={styles.line}>
          <span className={styles.instanceName}>{name}</span>
          <StatusChip status={status} />
        </div>
        <p className={styles.note}>All that came from it goes, piece by piece; then this line goes too.</p>
      </li>
    );
  return (
    <li>
      <div className={styles.line}>
        <span className={styles.instanceName} title={description === '' ? undefined : description}>
          {name}
        </span>
        <StatusChip status={status} />
      </div>
      <p className={styles.note}>
        <b>
          <CollectedCount count={signals24h} name={name} day={day} />
        </b>{' '}
        signals in 24 h{' · '}
        {lastSuccessAt === null ? (
          'no success yet'
        ) : (
          <>
            last success <Moment at={lastSuccessAt} as="relative" />
          </>
        )}
      </p>
      <Button
        className={styles.view ?? ''}
        component={Link}
        href={`/integrations/${id}`}
        variant="default"
        size="compact-sm"
        data-row
        aria-label={`View ${name}`}
      >
        View
      </Button>
      {failing.length > 0 && (
        <div className={styles.failing}>
          {sharedFailures(failing).map(({ labels, message }) => (
            <span key={message}>
              <IconAlertTriangle size={16} stroke={1.9} aria-label="Fails:" />
              <span style={{ display: 'block' }}>
                <b>{labels.join(', ')}:</b> {message}
              </span>
            </span>
          ))}
        </div>
      )}
    </li>
  );
}

/** What befalls several streams alike is said once. */
function sharedFailures(failing: Tile['failing']): readonly { labels: string[]; message: string }[] {
  const found = new Map<string, string[]>();
  for (const { label, message } of failing) found.set(message, [...(found.get(message) ?? []), label]);
  return [...found].map(([message, labels]) => ({ labels, message }));
}
