'use client';

import { useQuery } from '@tanstack/react-query';
import { Moment } from '@/components/ui/moment';
import { Sheet } from '@/components/ui/sheet';
import { Bone, Loading } from '@/components/ui/skeleton';
import { EmptyState, FailedState, isNotFound } from '@/components/ui/states';
import type { AuditEntryView } from '@/domain/views/audit';
import { useOpened } from '@/lib/address';
import { actionWords } from '@/lib/audit-filter';
import { auditEntryQuery } from '@/lib/queries/audit';
import styles from './audit.module.css';
import { EntrySubject } from './entry-subject';

/** The entry that the address names, whole: one of those that are listed, or any other of the log, which is read for it. */
export function EntrySheet({ entries }: { entries: readonly AuditEntryView[] }) {
  const { id: named, close } = useOpened('entry');
  const listed = entries.find(({ seq }) => seq === named);
  const { data, error, refetch } = useQuery(auditEntryQuery(listed === undefined ? named : null));
  const entry = listed ?? data;
  return (
    <Sheet
      open={named !== null}
      onClose={close}
      title={entry === undefined ? `Entry ${named ?? ''}` : actionWords(entry.action)}
      side="right"
    >
      {entry !== undefined ? (
        <Entry entry={entry} />
      ) : isNotFound(error, 'seq') ? (
        <EmptyState title="This entry is not found.">
          It does not exist, or not in your account; or it was dropped, as the account keeps its log.
        </EmptyState>
      ) : error !== null ? (
        <FailedState what="This entry could not be read." error={error} retry={() => void refetch()} />
      ) : (
        <Loading>
          <Bone width="100%" height={160} />
        </Loading>
      )}
    </Sheet>
  );
}

function Entry({ entry }: { entry: AuditEntryView }) {
  return (
    <div className={styles.stack}>
      <dl className={styles.facts}>
        <dt>Who</dt>
        <dd>{entry.actor.name}</dd>
        <dt>When</dt>
        <dd>
          <Moment at={entry.at} as="dated" />
        </dd>
        <dt>What</dt>
        <dd>
          <EntrySubject entry={entry} />
        </dd>
        <dt>From</dt>
        <dd>{entry.address ?? 'Parapet itself'}</dd>
        <dt>Entry</dt>
        <dd>{entry.seq}</dd>
      </dl>
      {(['before', 'after'] as const).map((side) => (
        <section key={side} aria-label={side === 'before' ? 'Before' : 'After'}>
          <h3 className={styles.side}>{side === 'before' ? 'Before' : 'After'}</h3>
          {entry[side] === null || entry[side] === undefined ? (
            <p className={styles.none}>Nothing was noted.</p>
          ) : (
            <pre className={styles.json} tabIndex={0}>
              {JSON.stringify(entry[side], null, 2)}
            </pre>
          )}
        </section>
      ))}
    </div>
  );
}
