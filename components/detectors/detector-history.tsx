import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { EmptyState } from '@/components/ui/states';
import type { DetectorsView } from '@/domain/views/detectors';
import styles from './detectors.module.css';

/** Who changed what detectors go by, when and why. */
export function DetectorHistory({ history }: { history: DetectorsView['history'] }) {
  return (
    <Card title="History">
      {history.length === 0 ? (
        <EmptyState title="The defaults hold.">
          Whoever changes a threshold stands here, with the reason and what was changed.
        </EmptyState>
      ) : (
        <ol className={styles.history}>
          {history.map(({ number, from, author, reason, changes }) => (
            <li key={number}>
              <b>Settings {number}</b> by {author}, <Moment at={from} as="relative" />: “{reason}”
              <ul className={styles.changes}>
                {changes.map((change) => (
                  <li key={change}>{change}</li>
                ))}
              </ul>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
