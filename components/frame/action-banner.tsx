'use client';

import { IconAlertTriangle } from '@tabler/icons-react';
import Link from 'next/link';
import { Moment } from '@/components/ui/moment';
import type { Shell } from '@/domain/views/session';
import styles from './frame.module.css';

/** Said on every page while an integration waits for a person: it stays behind until somebody acts. */
export function ActionBanner({ waiting, mayOpen }: { waiting: Shell['needAction']; mayOpen: boolean }) {
  const [first] = waiting;
  if (first === undefined) return null;
  const one = waiting.length === 1;
  return (
    <div className={styles.banner} role="alert">
      <IconAlertTriangle size={18} stroke={2} aria-hidden />
      <p>
        <strong>{one ? `${first.name} needs action.` : `${waiting.length} integrations need action.`}</strong>{' '}
        <span>
          {one && first.since !== null && (
            <>
              Its data is complete until <Moment at={first.since} seconds={false} />.{' '}
            </>
          )}
          {one ? '' : `${waiting.map(({ name }) => name).join(', ')}. `}
          What is refused there is not fetched until somebody mends the cause, so scores and counts may be
          low.
        </span>{' '}
        {mayOpen && (
          <Link className={styles.bannerLink} href="/integrations">
            See what to do
          </Link>
        )}
      </p>
    </div>
  );
}
