'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { IconDownload } from '@tabler/icons-react';
import { Moment } from '@/components/ui/moment';
import { Sheet } from '@/components/ui/sheet';
import { Bone, Loading } from '@/components/ui/skeleton';
import { FailedState } from '@/components/ui/states';
import { REJECTION_WORDS } from '@/domain/rejection-words';
import type { QuarantinedRow } from '@/domain/views/quarantine';
import { formatBytes } from '@/lib/format/number';
import { quarantinedQuery } from '@/lib/queries/feed';
import styles from './feed-panels.module.css';

interface Opened {
  readonly integrationId: string;
  /** As the list shows it, where it does. */
  readonly row: QuarantinedRow | undefined;
  readonly mayWrite: boolean;
  readonly trying: boolean;
  readonly onTry: (row: QuarantinedRow) => void;
  readonly onRemove: (row: QuarantinedRow) => void;
}

/** A record in quarantine, opened: the reason, the record as it came, and what can be done with it. */
export function QuarantineSheet({
  id,
  onClose,
  ...opened
}: Opened & { id: string | null; onClose: () => void }) {
  return (
    <Sheet open={id !== null} onClose={onClose} title="Record in quarantine" side="right">
      {id !== null && <Loaded id={id} {...opened} />}
    </Sheet>
  );
}

/** What the list knows of it is there at once; by a link it may be one that the list does not show yet. */
function Loaded({ id, ...opened }: Opened & { id: string }) {
  const { data, error, refetch } = useQuery(quarantinedQuery(opened.integrationId, id));
  const row = data ?? opened.row;
  if (row !== undefined) return <Record {...opened} row={row} />;
  if (error === null)
    return (
      <Loading>
        <Bone width="100%" height={220} />
      </Loading>
    );
  return <FailedState what="The record could not be read." error={error} retry={() => void refetch()} />;
}

function Record({ row, integrationId, mayWrite, trying, onTry, onRemove }: Opened & { row: QuarantinedRow }) {
  const { data, error, refetch } = useQuery(quarantinedQuery(integrationId, row.id));
  const file = `/api/v1/integrations/${encodeURIComponent(integrationId)}/quarantine/${encodeURIComponent(row.id)}/raw`;
  return (
    <div className={styles.runOpened}>
      <div className={styles.runError}>
        <p>
          <strong>{REJECTION_WORDS[row.reason] ?? row.reason}</strong>
        </p>
        <p>{row.detail}</p>
      </div>
      <p className={styles.soft}>
        {row.streamLabel} · {formatBytes(row.size)} · first seen <Moment at={row.firstSeenAt} />
      </p>
      <div className={styles.actions}>
        {mayWrite && (
          <Button size="compact-md" loading={trying} onClick={() => onTry(row)}>
            Try again
          </Button>
        )}
        <Button
          component="a"
          href={file}
          download
          size="compact-md"
          variant="default"
          leftSection={<IconDownload size={14} aria-hidden />}
        >
          Download
        </Button>
        {mayWrite && (
          <Button size="compact-md" variant="default" onClick={() => onRemove(row)}>
            Remove
          </Button>
        )}
      </div>
      {data === undefined && error === null && (
        <Loading>
          <Bone width="100%" height={220} />
        </Loading>
      )}
      {data === undefined && error !== null && (
        <FailedState what="The record could not be read." error={error} retry={() => void refetch()} />
      )}
      {data !== undefined && (
        <>
          <pre className={styles.raw} data-form={data.form} tabIndex={0} aria-label="The record as it came">
            {data.body}
          </pre>
          <p className={styles.soft}>
            {data.form === 'hex'
              ? 'Shown in hex, because it is not text.'
              : 'As it came; characters that cannot be seen are written out.'}
            {data.cut && ' Only its beginning is shown; the download is whole.'}
          </p>
        </>
      )}
    </div>
  );
}
