import type { ReactNode } from 'react';
import type { Tone } from '@/lib/status-words';
import styles from './chip.module.css';

/** A short word on a tone, with an icon where it says a status. */
export function Chip({
  tone,
  icon,
  title,
  children,
}: {
  tone: Tone | 'outline';
  icon?: ReactNode;
  title?: string | undefined;
  children: ReactNode;
}) {
  return (
    <span
      className={`${styles.chip ?? ''} ${styles[tone] ?? ''} ${icon === undefined ? (styles.plain ?? '') : ''}`}
      title={title}
    >
      {icon}
      {children}
    </span>
  );
}
