'use client';

import { Button } from '@mantine/core';
import Link from 'next/link';
import { Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { StatusChip } from '@/components/ui/status-chip';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import type { Hub } from '@/domain/views/integration';
import { formatCount } from '@/lib/format/number';
import { ConnectorMark } from './connector-mark';
import styles from './integrations.module.css';

/** One connector: what it is, each integration of it with its status, and how to add one. */
export function ConnectorTile({
  connector,
  integrations,
  mayWrite,
}: {
  connector: ConnectorManifest;
  integrations: Hub['integrations'];
  mayWrite: boolean;
}) {
  return (
    <Panel label={connector.name}>
      <div className={styles.tileHead}>
        <ConnectorMark />
        <div>
          <h2 className={styles.tileName}>{connector.name}</h2>
          <span className={styles.category}>{connector.category}</span>
        </div>
      </div>
      <p className={styles.tileSummary}>{connector.summary}</p>
      <details className={styles.factBox}>
        <summary>Facts</summary>
        <dl>
          {connector.facts.map((fact) => (
            <FactLine key={fact.label} fact={fact} />
          ))}
        </dl>
      </details>
      <ul className={styles.instances} aria-label={`Integrations of ${connector.name}`}>
        {integrations.map((integration) => (
          <li key={integration.id}>
            <span className={styles.instanceName}>{integration.name}</span>
            <StatusChip status={integration.status} />
            <span className={styles.instanceNote}>
              {formatCount(integration.signals24h)} signals in 24 h
              {integration.lastSuccessAt !== null && (
                <>
                  {' '}
                  · polled <Moment at={integration.lastSuccessAt} as="relative" />
                </>
              )}
            </span>
            <Button
              className={styles.instanceEnd ?? ''}
              component={Link}
              href={`/integrations/${integration.id}`}
              variant="default"
              size="compact-sm"
              data-row
              aria-label={`View ${integration.name}`}
            >
              View
            </Button>
          </li>
        ))}
        {integrations.length === 0 && (
          <li>
            <StatusChip status={{ word: 'not_configured', since: null, until: null }} />
            <span className={styles.instanceNote}>
              Its status and its numbers appear here once it is connected.
            </span>
          </li>
        )}
      </ul>
      <div className={styles.tileActions}>
        {mayWrite ? (
          <Button component={Link} href={`/integrations/new/${connector.id}`} size="sm">
            Configure New
          </Button>
        ) : (
          <span className={styles.instanceNote}>An administrator can connect another.</span>
        )}
      </div>
    </Panel>
  );
}

function FactLine({ fact }: { fact: ConnectorManifest['facts'][number] }) {
  return (
    <>
      <dt>{fact.label}</dt>
      <dd>
        {fact.href === undefined ? (
          fact.value
        ) : (
          <a className={styles.link} href={fact.href} target="_blank" rel="noreferrer">
            {fact.value}
          </a>
        )}
      </dd>
    </>
  );
}
