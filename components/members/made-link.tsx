import { Copied } from '@/components/ui/copied';
import { Moment } from '@/components/ui/moment';
import type { MadeLink } from '@/domain/views/members';
import styles from './members.module.css';

/** A link that lets somebody in, shown this once, with what to do with it. */
export function MadeLinkNote({ made, who }: { made: MadeLink; who: string }) {
  return (
    <div className={styles.form} role="status">
      <p>
        Give this link to {who}, over a way that only they read. It works once, until{' '}
        <Moment at={made.expiresAt} />, and is not shown again.
      </p>
      <dl className={styles.facts}>
        <Copied label="Link" value={made.link} />
      </dl>
    </div>
  );
}
