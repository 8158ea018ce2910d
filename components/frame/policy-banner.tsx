'use client';

import { IconProgress } from '@tabler/icons-react';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { Shell } from '@/domain/views/session';
import styles from './frame.module.css';

const PAGE = '/settings/scoring';

/** Said on every page but its own while another policy is being prepared: which one the numbers are from, and how far the other is. */
export function PolicyBanner({ policy: { current, preparing } }: { policy: Shell['policy'] }) {
  const pathname = usePathname();
  if (preparing === null || pathname === PAGE) return null;
  return (
    <div className={styles.banner} data-tone="quiet">
      <IconProgress size={18} stroke={2} aria-hidden />
      <p>
        <strong>
          Policy {preparing.number} is being prepared, {preparing.percent} %.
        </strong>{' '}
        <span>
          Until it is, every number is from policy {current}.{' '}
          <Link className={styles.bannerLink} href={PAGE}>
            Scoring policy
          </Link>
        </span>
      </p>
    </div>
  );
}
