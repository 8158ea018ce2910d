'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import type { SessionView, Shell } from '@/domain/views/session';
import { formatCount } from '@/lib/format/number';
import { usePastMoment } from '@/lib/past';
import styles from './frame.module.css';

interface Place {
  readonly href: string;
  readonly label: string;
  /** One of these is enough. */
  readonly permissions: readonly string[];
  /** Only where the account looks after others. */
  readonly ofPartners?: true;
  readonly count?: (shell: Shell) => number;
}

/** Every page that the navigation leads to, and who may open it. */
export const PLACES: readonly Place[] = [
  { href: '/customers', label: 'Customers', permissions: ['customers:read'], ofPartners: true },
  { href: '/dashboard', label: 'Dashboard', permissions: ['people:read'] },
  { href: '/people', label: 'People', permissions: ['people:read'], count: (shell) => shell.people },
  { href: '/watchlists', label: 'Watchlists', permissions: ['people:read'] },
  {
    href: '/campaigns',
    label: 'Campaigns',
    permissions: ['people:read'],
    count: (shell) => shell.campaigns,
  },
  { href: '/behaviors', label: 'Behaviors', permissions: ['people:read'] },
  { href: '/signals', label: 'Signals', permissions: ['signals:read'] },
  {
    href: '/integrations',
    label: 'Integrations',
    permissions: ['integrations:read'],
    count: (shell) => shell.integrations,
  },
  {
    href: '/settings',
    label: 'Settings',
    permissions: ['people:read', 'members:read', 'audit:read', 'tokens:write', 'privacy:write'],
  },
];

/** The pages that the member's role may open. */
export function Navigation({
  session,
  shell,
  onChoose,
}: {
  session: SessionView;
  shell: Shell | undefined;
  onChoose?: () => void;
}) {
  const pathname = usePathname();
  // Beside what was, how many there are now would be taken for how many there were.
  const isNow = usePastMoment().at === null;
  return (
    <nav className={styles.nav} aria-label="Pages">
      {PLACES.filter((place) => isOpen(place, session)).map((place) => {
        const inside = pathname.startsWith(`${place.href}/`);
        return (
          <Link
            key={place.href}
            href={place.href}
            className={styles.navLink}
            aria-current={pathname === place.href ? 'page' : undefined}
            data-inside={inside || undefined}
            {...(onChoose === undefined ? {} : { onClick: onChoose })}
          >
            {place.label}
            {isNow && place.count !== undefined && shell !== undefined && (
              <span className={styles.navCount}>{formatCount(place.count(shell))}</span>
            )}
          </Link>
        );
      })}
    </nav>
  );
}

/** Whether the member may open a page, and there is something on it. */
export function isOpen({ permissions, ofPartners }: Place, session: SessionView): boolean {
  return (
    permissions.some((one) => session.permissions.includes(one)) && (ofPartners !== true || session.isPartner)
  );
}
