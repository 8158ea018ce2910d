import { Card } from '@/components/ui/card';
import { Chip } from '@/components/ui/chip';
import type { LearningView } from '@/domain/views/learning';
import { learningWords } from '@/lib/learning-words';
import styles from './people.module.css';

const STANDINGS = [
  { standing: 'now', title: 'Recognised now' },
  { standing: 'learning', title: 'Not while learning' },
  { standing: 'off', title: 'Detector is off' },
] as const;

/** Said beside the name of somebody whose habits are not known yet; nothing of others. */
export function LearningChip({ learning }: { learning: LearningView | null }) {
  if (learning === null || learning.ready) return null;
  return (
    <Chip tone="outline" title={learningWords(learning)}>
      Learning
    </Chip>
  );
}

/** How far this person's habits are known, and what can be derived of them meanwhile. */
export function LearningCard({ learning }: { learning: LearningView | null }) {
  if (learning === null) return null;
  return (
    <Card
      title="What can be derived"
      className={styles.learningCard}
      note="from this person’s sign-ins, beside what others report"
      {...(learning.ready ? {} : { action: <LearningChip learning={learning} /> })}
    >
      <p className={styles.learning}>{learningWords(learning)}</p>
      {learning.cut !== null && <p className={styles.learning}>{learning.cut}</p>}
      <dl className={styles.facts}>
        {STANDINGS.map(({ standing, title }) => {
          const labels = learning.kinds
            .filter((kind) => kind.standing === standing)
            .map(({ label }) => label);
          if (labels.length === 0) return null;
          return (
            <div key={standing} style={{ display: 'contents' }}>
              <dt>{title}</dt>
              <dd>{labels.join(', ')}</dd>
            </div>
          );
        })}
      </dl>
    </Card>
  );
}
