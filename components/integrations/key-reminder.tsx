'use client';

import { Button } from '@mantine/core';
import { Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import type { IntegrationView } from '@/domain/views/integration';
import { useNow } from '@/lib/clock';
import page from './integration-page.module.css';

const OLD_MS = 90 * 86_400_000;

/** Whether keys that were set then ought to be replaced by now: after 90 days. */
export function areOld(keysSetAt: string, now: number): boolean {
  return now - Date.parse(keysSetAt) > OLD_MS;
}

/** Says that keys are old, and offers to replace them; nothing while they are not. */
export function KeyReminder({
  integration,
  onReplaceKeys,
}: {
  integration: IntegrationView;
  /** Null for whoever may not. */
  onReplaceKeys: (() => void) | null;
}) {
  const now = useNow();
  if (!areOld(integration.keysSetAt, now)) return null;
  return (
    <Panel tone="warn" label="Old keys">
      <div className={page.noteRow}>
        <p>
          The keys were set <Moment at={integration.keysSetAt} as="relative" />. Replace them every 90 days:
          the new ones are tested first, and the schedule is untouched.
        </p>
        {onReplaceKeys !== null && (
          <Button size="compact-md" variant="default" onClick={onReplaceKeys}>
            Replace keys
          </Button>
        )}
      </div>
    </Panel>
  );
}
