import Link from 'next/link';
import styles from './page-head.module.css';

/** The number of a scoring policy, and the way to what it says, who made it and why. */
export function PolicyLink({ number, words = 'policy' }: { number: number; words?: 'policy' | 'Policy' }) {
  return (
    <Link className={styles.policy} href={`/settings/scoring#policy-${number}`} prefetch={false}>
      {words} {number}
    </Link>
  );
}
