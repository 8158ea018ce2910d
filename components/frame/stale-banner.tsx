'use client';

import { IconClockExclamation } from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { Moment } from '@/components/ui/moment';
import type { Shell } from '@/domain/views/session';
import { useAddress } from '@/lib/address';
import { STATUS_LOOK } from '@/lib/status-words';
import { showsScoresAlone } from '@/lib/stale-pages';
import styles from './frame.module.css';

/** Said on pages that show scores and have no strip of feeds: since when what the scores rest on is not complete. */
export function StaleBanner({ stale, mayOpen }: { stale: Shell['stale']; mayOpen: boolean }) {
  const pathname = usePathname();
  const address = useAddress();
  if (stale.length === 0 || !showsScoresAlone(pathname, address.get('tab'))) return null;
  return (
    <div className={styles.banner} role="status">
      <IconClockExclamation size={18} stroke={2} aria-hidden />
      <p>
        {stale.map(({ id, name, word, since, streams }) => (
          <span key={id}>
            <strong>
              {name}: stale since <Moment at={since} seconds={false} />
              {(word === 'rate_limited' || word === 'paused') && `, ${STATUS_LOOK[word].word.toLowerCase()}`}.
            </strong>{' '}
            {streams.join(', ')} {streams.length === 1 ? 'is' : 'are'} behind.{' '}
          </span>
        ))}
        <span>Scores and counts may be low.</span>{' '}
        {mayOpen && (
          <Link className={styles.bannerLink} href="/integrations">
            See why
          </Link>
        )}
      </p>
    </div>
  );
}
