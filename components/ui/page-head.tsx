import Link from 'next/link';
import type { ReactNode } from 'react';
import styles from './page-head.module.css';

/** The name of a page, what it covers, and what can be done with the whole of it. */
export function PageHead({
  title,
  beside,
  note,
  trail,
  actions,
}: {
  title: string;
  beside?: ReactNode;
  note?: ReactNode;
  trail?: readonly { readonly label: string; readonly href?: string }[];
  actions?: ReactNode;
}) {
  return (
    <header className={styles.head}>
      <div className={styles.words}>
        {trail !== undefined && (
          <nav className={styles.trail} aria-label="Where you are">
            {trail.map((step, index) => (
              <span key={step.label}>
                {index > 0 && <span aria-hidden="true">/ </span>}
                {step.href === undefined ? step.label : <Link href={step.href}>{step.label}</Link>}
              </span>
            ))}
          </nav>
        )}
        <div className={styles.line}>
          <h1 className={styles.title}>{title}</h1>
          {beside}
        </div>
        {note !== undefined && <p className={styles.note}>{note}</p>}
      </div>
      {actions !== undefined && <div className={styles.actions}>{actions}</div>}
    </header>
  );
}
