'use client';

import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { sentenceOf } from '@/lib/api/problem';
import styles from './states.module.css';

/** Nothing here yet: what will appear, and what to do first. */
export function EmptyState({
  title,
  children,
  action,
  icon,
  centred = false,
}: {
  title: string;
  children: ReactNode;
  action?: ReactNode;
  icon?: ReactNode;
  centred?: boolean;
}) {
  return (
    <div className={styles.state} data-centred={centred || undefined}>
      {icon !== undefined && <span className={styles.icon}>{icon}</span>}
      <p className={styles.title}>{title}</p>
      <p className={styles.text}>{children}</p>
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  );
}

/** Something could not be read: the sentence, and a way to try again. */
export function FailedState({ what, error, retry }: { what: string; error: unknown; retry: () => void }) {
  return (
    <div className={styles.state} role="alert">
      <p className={styles.title}>{what}</p>
      <p className={styles.text}>{sentenceOf(error)}</p>
      <div className={styles.action}>
        <Button variant="default" size="compact-md" onClick={retry}>
          Try again
        </Button>
      </div>
    </div>
  );
}
