'use client';

import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Problem, sentenceOf } from '@/lib/api/problem';
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

/** Something could not be read: the sentence, and a way to try again where that can help. */
export function FailedState({ what, error, retry }: { what: string; error: unknown; retry: () => void }) {
  return (
    <div className={styles.state} role="alert">
      <p className={styles.title}>{what}</p>
      <p className={styles.text}>{sentenceOf(error)}</p>
      {!isFinal(error) && (
        <div className={styles.action}>
          <Button variant="default" size="compact-md" onClick={retry}>
            Try again
          </Button>
        </div>
      )}
    </div>
  );
}

/**
 * Whether something is not there, or its id is none that anything could have. `field` is the id's name in the request.
 */
export function isNotFound(error: unknown, field = 'id'): boolean {
  if (!(error instanceof Problem)) return false;
  return error.status === 404 || (error.status === 400 && error.fieldMessage(field) !== undefined);
}

/** What a role does not allow, or what is not there, is so however often somebody asks. */
function isFinal(error: unknown): boolean {
  return error instanceof Problem && (error.status === 403 || error.status === 404);
}
