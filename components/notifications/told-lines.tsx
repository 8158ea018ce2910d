import Link from 'next/link';
import { toldHref, toldLine } from '@/domain/notifications/words';
import type { Told } from '@/domain/views/notification';
import styles from './notifications.module.css';

/** What a notification tells, one line each, which leads to the page that it is about. */
export function ToldLines({ told, onFollow }: { told: readonly Told[]; onFollow: () => void }) {
  return (
    <ul className={styles.told}>
      {told.map((one) => (
        <li key={`${one.is} ${one.at} ${toldHref(one)}`}>
          <Link href={toldHref(one)} prefetch={false} onClick={onFollow}>
            {toldLine(one)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
