'use client';

import { IconAlertTriangle } from '@tabler/icons-react';
import { Moment } from '@/components/ui/moment';
import type { Shell } from '@/domain/views/session';
import styles from './frame.module.css';

/** Said on every page while nothing polls: without it every number would quietly grow old. */
export function WorkerBanner({ worker }: { worker: Shell['worker'] }) {
  if (worker.running) return null;
  return (
    <div className={styles.banner} role="alert">
      <IconAlertTriangle size={18} stroke={2} aria-hidden />
      <p>
        <strong>No worker is running.</strong>{' '}
        <span>
          {worker.lastSeenAt === null ? (
            'None has ever reported. '
          ) : (
            <>
              The last one was seen <Moment at={worker.lastSeenAt} as="relative" />.{' '}
            </>
          )}
          Nothing new is fetched, so scores and counts stay as they were. Start a worker; polling then goes on
          where it stopped.
        </span>
      </p>
    </div>
  );
}
