'use client';

import { IconCircleCheck } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { Panel } from '@/components/ui/card';
import type { IntegrationView } from '@/domain/views/integration';
import page from './integration-page.module.css';
import styles from './integrations.module.css';
import type { Revealed } from './replace-keys';

/** Said once the keys are replaced; whoever pressed the button is led here, for that button may be gone. */
export function KeysReplaced({
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
    <Panel label="Keys replaced" className={page.above}>
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
