import { useId, type ReactNode } from 'react';
import styles from './card.module.css';

/** One idea: a titled panel with a hairline border. */
export function Card({
  id,
  title,
  note,
  action,
  className,
  children,
}: {
  /** A place of the page that links lead to. */
  id?: string;
  title: string;
  note?: ReactNode;
  action?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}) {
  const titleId = useId();
  return (
    <section id={id} className={`${styles.card ?? ''} ${className ?? ''}`} aria-labelledby={titleId}>
      <div className={styles.head}>
        <h2 className={styles.title} id={titleId}>
          {title}
        </h2>
        {note !== undefined && <span className={styles.note}>{note}</span>}
        {action !== undefined && <div className={styles.action}>{action}</div>}
      </div>
      {children}
    </section>
  );
}

/** A panel without a title, for strips and for what must be noticed. */
export function Panel({
  tone,
  label,
  children,
  className,
}: {
  tone?: 'warn' | 'bad';
  label?: string;
  className?: string | undefined;
  children: ReactNode;
}) {
  const classes = `${styles.card ?? ''} ${tone === undefined ? '' : (styles.alert ?? '')} ${className ?? ''}`;
  return (
    <section className={classes} data-tone={tone} aria-label={label}>
      {children}
    </section>
  );
}
