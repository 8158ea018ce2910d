import Link from 'next/link';
import table from '@/components/ui/table.module.css';
import type { AuditEntryView } from '@/domain/views/audit';
import { nameOfThen, subjectLink } from '@/lib/audit-links';
import styles from './audit.module.css';

/** What an entry is about: its kind, its name as it is now with the way to its page, or as it was where that is gone, and its id, which stays. */
export function EntrySubject({ entry }: { entry: AuditEntryView }) {
  const link = subjectLink(entry);
  const then = nameOfThen(entry);
  return (
    <>
      {entry.entity.replaceAll('_', ' ')}
      {link === null && then !== null && <span className={styles.then}> {then}</span>}
      {link !== null && (
        <>
          {' '}
          <Link className={`${styles.subject ?? ''} ${table.above ?? ''}`} href={link.href} prefetch={false}>
            {link.name}
          </Link>
        </>
      )}
      {entry.entityId !== null && <span className={styles.id}>{entry.entityId}</span>}
    </>
  );
}
