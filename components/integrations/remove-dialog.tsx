'use client';

import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Sheet } from '@/components/ui/sheet';
import { sentenceOf } from '@/lib/api/problem';
import { change } from '@/lib/api/request';
import { formatCountOf } from '@/lib/format/number';
import { KEY } from '@/lib/queries/keys';
import styles from './feed-panels.module.css';
import shared from './integrations.module.css';
import type { QuarantineChoice } from './quarantine-choice';

/** Asks before records leave the quarantine for good: what will be lost, in counts. */
export function RemoveDialog({
  integrationId,
  removing,
  onClose,
  onRemoved,
}: {
  integrationId: string;
  removing: { readonly choice: QuarantineChoice; readonly count: number } | null;
  onClose: () => void;
  onRemoved: () => void;
}) {
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: (choice: QuarantineChoice) =>
      change('done', `/api/v1/integrations/${encodeURIComponent(integrationId)}/quarantine/remove`, {
        ...choice,
      }),
    onSuccess: async () => {
      onRemoved();
      for (const key of [KEY.quarantine, KEY.integration])
        await client.invalidateQueries({ queryKey: [key] });
    },
  });
  const records = formatCountOf(removing?.count ?? 0, 'record', 'records');
  return (
    <Sheet open={removing !== null} onClose={onClose} title={`Remove ${records}?`} side="centre">
      <div className={styles.runOpened}>
        <p>
          {records} that could not be read will be deleted here for good. They were never counted or scored. A
          re-pull brings them back only as long as the vendor keeps them.
        </p>
        {remove.error !== null && (
          <p className={shared.formError} role="alert">
            {sentenceOf(remove.error)}
          </p>
        )}
        <div className={styles.actions}>
          <Button
            color="red"
            loading={remove.isPending}
            onClick={() => {
              if (removing !== null) remove.mutate(removing.choice);
            }}
          >
            Remove {records}
          </Button>
          <Button variant="default" onClick={onClose}>
            Keep them
          </Button>
        </div>
      </div>
    </Sheet>
  );
}
