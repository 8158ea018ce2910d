'use client';

import { PageHead } from '@/components/ui/page-head';
import type { ConnectorManifest } from '@/domain/connectors/connector-manifest';
import { ConnectForm } from './connect-form';
import { Guide } from './guide';
import styles from './integrations.module.css';

/** Set-up of a new integration: the guide on one side, the form on the other. */
export function ConnectScreen({ connector }: { connector: ConnectorManifest }) {
  return (
    <>
      <PageHead
        title={`Connect ${connector.name}`}
        trail={[{ label: 'Integrations', href: '/integrations' }]}
        note="Only what happens from the moment you save is collected, so scores that people have seen do not move."
      />
      <div className={styles.connect}>
        <Guide connector={connector} />
        <div className={styles.sticky}>
          <ConnectForm connector={connector} />
        </div>
      </div>
    </>
  );
}
