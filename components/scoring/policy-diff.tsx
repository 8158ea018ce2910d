import type { PolicyChange } from '@/domain/scoring/policy-changes';
import styles from './scoring.module.css';

/** What one policy changes of another, a line each. */
export function PolicyDiff({ changes }: { changes: readonly PolicyChange[] }) {
  if (changes.length === 0) return <p className={styles.soft}>It says the same.</p>;
  return (
    <ul className={styles.diff}>
      {changes.map(({ field, label, before, after }) => (
        <li key={field}>
          <span>{label}</span>
          <span className={styles.fromTo}>
            <span className="visually-hidden">from </span>
            <del>{before}</del>
            <span aria-hidden="true"> → </span>
            <span className="visually-hidden"> to </span>
            <ins>{after === 'NaN' ? 'no number' : after}</ins>
          </span>
        </li>
      ))}
    </ul>
  );
}
