'use client';

import { Panel } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import type { Preparation } from '@/domain/views/scoring';
import { formatCount } from '@/lib/format/number';
import styles from './scoring.module.css';

/** How far the policy is that takes the place of the one in force. */
export function PreparationPanel({ preparing, current }: { preparing: Preparation; current: number }) {
  const { number, percent, done, total, startedAt } = preparing;
  return (
    <Panel label={`Policy ${number} is being prepared`} className={styles.preparation}>
      <strong>
        Policy {number} is being prepared, {percent} %
      </strong>
      <span
        className={styles.bar}
        role="progressbar"
        aria-label={`Preparation of policy ${number}`}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
      >
        <span style={{ width: `${percent}%` }} />
      </span>
      <span className={styles.soft}>
        {formatCount(done)} of {formatCount(total)} people are scored under it, since{' '}
        <Moment at={startedAt} seconds={false} />. Until everybody is, all numbers are from policy {current};
        then all change at once.
      </span>
    </Panel>
  );
}
