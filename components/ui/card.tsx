import { useId, type ReactNode } from 'react';
import styles from './card.module.css';

/** One idea: a titled panel with a hairline border. */
export function Card({
  title,
  note,
  action,
  className,
  children,
}: {
  title: string;
  note?: ReactNode;
  action?: ReactNode;
  className?: string | undefined;
  children: ReactNode;
}) {
  const id = useId();
  return (
    <section className={`${styles.card ?? ''} ${className ?? ''}`} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 className={styles.title} id={id}>
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
