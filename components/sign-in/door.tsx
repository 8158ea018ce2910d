import type { ReactNode } from 'react';
import { BrandMark } from '@/components/frame/brand-mark';
import styles from './sign-in.module.css';

/** The page before one is inside: the mark, one panel, and a line below. */
export function Door({
  title,
  note,
  below,
  wide = false,
  children,
}: {
  title: string;
  note?: ReactNode;
  below?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <main className={styles.page}>
      <div className={wide ? styles.wide : styles.box}>
        <div className={styles.brand}>
          <BrandMark size={22} />
          Parapet
        </div>
        <section className={styles.panel}>
          <h1 className={styles.title}>{title}</h1>
          {note !== undefined && <p className={styles.note}>{note}</p>}
          {children}
        </section>
        {below !== undefined && <p className={styles.below}>{below}</p>}
      </div>
    </main>
  );
}
