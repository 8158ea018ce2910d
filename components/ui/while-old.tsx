import type { ReactNode } from 'react';
import styles from './states.module.css';

/** What was asked for before, until the answer to what is asked now is there: paler, and said to be busy. */
export function WhileOld({
  old,
  className = '',
  children,
}: {
  old: boolean;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <div className={`${className} ${old ? (styles.old ?? '') : ''}`} aria-busy={old || undefined}>
      {children}
    </div>
  );
}
