'use client';

import { IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Panel } from '@/components/ui/card';
import type { IntegrationView } from '@/domain/views/integration';
import { ChartsPanel } from './charts-panel';
import { ErrorCard, sharedErrors } from './error-card';
import { FactsStrip } from './facts-strip';
import styles from './integrations.module.css';
import { KeyReminder } from './key-reminder';
import type { Revealed } from './replace-keys';
import { StreamsCard } from './streams-card';

/** What one wants to know first of an integration: facts, what is wrong and what to do, and each stream. */
export function IntegrationOverview({
  integration,
  mayWrite,
  revealed,
  onReplaceKeys,
}: {
  integration: IntegrationView;
  mayWrite: boolean;
  /** After the keys were replaced: values that were made here, if any. Null before. */
  revealed: readonly Revealed[] | null;
  /** Null for whoever may not. */
  onReplaceKeys: (() => void) | null;
}) {
  return (
    <div className={styles.stack}>
      {revealed !== null && <Replaced integration={integration} revealed={revealed} />}
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

/** Said once the keys are replaced; whoever pressed the button is led here, for that button may be gone. */
function Replaced({
  integration,
  revealed,
}: {
  integration: IntegrationView;
  revealed: readonly Revealed[];
}) {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus(), []);
  const tested = revealed.length === 0;
  return (
    <Panel label="Keys replaced">
      <p className={styles.saved} role="status" tabIndex={-1} ref={said}>
        <IconCircleCheck size={19} stroke={1.9} aria-hidden />
        <span>
          <strong style={{ color: 'var(--p-ink)' }}>The keys have been replaced.</strong>{' '}
          {tested
            ? 'The new ones were tested and work. '
            : 'Copy these now: they are shown this once, and the old ones no longer work. '}
          {!tested
            ? null
            : integration.state === 'enabled'
              ? 'The next run begins as soon as a minute has passed since the last one, and goes on where that stopped.'
              : 'They are used once the integration reads again.'}
        </span>
      </p>
      {revealed.map(({ label, value }) => (
        <p key={label}>
          {label} <code className={styles.code}>{value}</code>
        </p>
      ))}
    </Panel>
  );
}
