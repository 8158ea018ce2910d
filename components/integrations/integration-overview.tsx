'use client';

import type { IntegrationView } from '@/domain/views/integration';
import { ChartsPanel } from './charts-panel';
import { ErrorCard, sharedErrors } from './error-card';
import { FactsStrip } from './facts-strip';
import styles from './integrations.module.css';
import { KeyReminder } from './key-reminder';
import { StreamsCard } from './streams-card';

/** What one wants to know first of an integration: facts, what is wrong and what to do, and each stream. */
export function IntegrationOverview({
  integration,
  mayWrite,
  onReplaceKeys,
}: {
  integration: IntegrationView;
  mayWrite: boolean;
  /** Null for whoever may not. */
  onReplaceKeys: (() => void) | null;
}) {
  return (
    <div className={styles.stack}>
      <FactsStrip integration={integration} />
      {sharedErrors(integration.streams).map((shared) => (
        <ErrorCard
          key={`${shared.error.code} ${shared.streams[0]?.stream ?? ''}`}
          shared={shared}
          guide={`/integrations/new/${integration.connector}`}
          onReplaceKeys={onReplaceKeys}
        />
      ))}
      <KeyReminder integration={integration} onReplaceKeys={onReplaceKeys} />
      <StreamsCard integration={integration} mayWrite={mayWrite} />
      <ChartsPanel integrationId={integration.id} connector={integration.connector} />
    </div>
  );
}
