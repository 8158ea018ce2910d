import { IconAlertTriangle, IconCircleCheck, IconCircleX, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Verdict } from '@/lib/feed-words';
import styles from './feed-panels.module.css';

const ICONS = {
  good: IconCircleCheck,
  warn: IconAlertTriangle,
  bad: IconCircleX,
  quiet: IconInfoCircle,
  accent: IconInfoCircle,
} as const;

/** A judgement with its mark, its word and the sentence behind it. */
export function VerdictLine({ verdict, children }: { verdict: Verdict; children?: ReactNode }) {
  const Icon = ICONS[verdict.tone];
  return (
    <div className={styles.verdict} data-tone={verdict.tone}>
      <Icon size={18} stroke={1.9} aria-hidden />
      <div>
        <p>
          <strong>{verdict.word}</strong>
          {children}
        </p>
        <p>{verdict.sentence}</p>
      </div>
    </div>
  );
}
