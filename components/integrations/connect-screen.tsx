'use client';

import { useState } from 'react';
import { PageHead } from '@/components/ui/page-head';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import type { Connected } from '@/domain/views/integration';
import { ConnectForm } from './connect-form';
import { ConnectedPanel } from './connected-panel';
import { Guide } from './guide';
import styles from './connect.module.css';

/** Set-up of a new integration: the guide on one side, the form on the other, and what was saved after it. */
export function ConnectScreen({
  connector,
  standIn = null,
}: {
  connector: ConnectorManifest;
  /** What connects a stand-in for it, by the id of the field: of the demo alone. */
  standIn?: Readonly<Record<string, string>> | null;
}) {
  const [connected, setConnected] = useState<Connected | null>(null);
  return (
    <>
      <PageHead
        title={`Connect ${connector.name}`}
        trail={[{ label: 'Integrations', href: '/integrations' }]}
        note="Only what happens from the moment you save is scored, so scores that people have seen do not move."
      />
      {connected === null ? (
        <div className={styles.connect}>
          <Guide connector={connector} standIn={standIn} />
          <ConnectForm connector={connector} onConnected={setConnected} />
        </div>
      ) : (
        <>
          <ConnectedPanel connector={connector} connected={connected} onAnother={() => setConnected(null)} />
          {/* What was copied is to be used now: how stands below, so that nobody has to leave for it. */}
          {connector.delivery === 'inbound' && (
            <div className={styles.afterwards}>
              <Guide connector={connector} />
            </div>
          )}
        </>
      )}
    </>
  );
}
