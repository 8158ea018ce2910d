import { Moment } from '@/components/ui/moment';
import table from '@/components/ui/table.module.css';
import type { DetectorTrial } from '@/domain/views/detectors';
import { formatCount, formatCountOf } from '@/lib/format/number';
import styles from './detectors.module.css';

/** What a draft would have found over a period. */
export function TrialTable({ trial, stale }: { trial: DetectorTrial; stale: boolean }) {
  const changed = trial.kinds.filter(({ more, fewer }) => more + fewer > 0);
  const over = (
    <>
      over the sign-ins of {formatCountOf(trial.people, 'person', 'people')} since{' '}
      <Moment at={trial.from} seconds={false} />, and the tries of every network from which many failed.
    </>
  );
  return (
    <div className={stale ? styles.stale : undefined} role="status">
      {stale && <p className={styles.soft}>The draft has changed since this trial.</p>}
      <p>
        {changed.length === 0 ? 'The same would have been found ' : 'This would have been found '}
        {over}
      </p>
      {changed.length > 0 && (
        <table className={table.table} aria-label="Trial of the draft">
          <thead>
            <tr>
              <th scope="col">Kind</th>
              <th scope="col" className={table.num}>
                Now
              </th>
              <th scope="col" className={table.num}>
                With the draft
              </th>
              <th scope="col" className={table.num}>
                More
              </th>
              <th scope="col" className={table.num}>
                Fewer
              </th>
            </tr>
          </thead>
          <tbody>
            {changed.map(({ kind, label, now, then, more, fewer }) => (
              <tr key={kind}>
                <th scope="row">{label}</th>
                {[now, then, more, fewer].map((count, index) => (
                  <td key={index} className={table.num}>
                    {formatCount(count)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}
