'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import { useMoreBeside } from '@/lib/more-beside';
import { sessionQuery } from '@/lib/queries/frame';
import styles from './settings.module.css';

interface Place {
  readonly href: string;
  readonly label: string;
  /** Null: every member. */
  readonly permission: string | null;
  /** Of these, one is enough as well. */
  readonly or?: readonly string[];
}

/** Every page of the settings, and who may open it. */
export const SETTINGS: readonly Place[] = [
  { href: '/settings/scoring', label: 'Scoring policy', permission: 'people:read' },
  { href: '/settings/detectors', label: 'Detectors', permission: 'people:read' },
  { href: '/settings/hidden', label: 'Hidden events', permission: 'people:read' },
  { href: '/settings/criticality', label: 'Criticality', permission: 'people:read' },
  { href: '/settings/members', label: 'Members', permission: 'members:read' },
  { href: '/settings/roles', label: 'Roles', permission: 'members:read' },
  { href: '/settings/notifications', label: 'Notifications', permission: 'notifications:read' },
  { href: '/settings/tokens', label: 'API tokens', permission: 'tokens:write', or: ['members:read'] },
  { href: '/api-reference', label: 'API reference', permission: 'tokens:write' },
  { href: '/settings/single-sign-on', label: 'Single sign-on', permission: 'members:read' },
  { href: '/settings/audit', label: 'Audit log', permission: 'audit:read' },
  // Whoever works under the notice may read it.
  { href: '/settings/privacy', label: 'Privacy', permission: null },
  { href: '/settings/sign-in', label: 'Your sign-in', permission: null },
];

/** Whether somebody who may do this opens a page of the settings. */
export function isSettingOpen({ permission, or = [] }: Place, permissions: readonly string[]): boolean {
  return permission === null || [permission, ...or].some((one) => permissions.includes(one));
}

/** The pages of the settings that the member's role may open. */
export function SettingsNav() {
  const pathname = usePathname();
  const { data: session } = useQuery(sessionQuery());
  const here = useRef<HTMLAnchorElement>(null);
  const isKnown = session !== undefined;
  const strip = useRef<HTMLElement>(null);
  useMoreBeside(strip);

  // Where the places are wider than the screen, the one that is open is brought into sight; the page itself stays.
  useEffect(() => {
    const list = here.current?.parentElement;
    if (here.current && list) list.scrollLeft = here.current.offsetLeft - list.offsetLeft - 24;
  }, [pathname, isKnown]);

  return (
    <nav ref={strip} className={styles.nav} aria-label="Settings">
      {SETTINGS.filter((place) => isSettingOpen(place, session?.permissions ?? [])).map(({ href, label }) => (
        <Link
          key={href}
          ref={pathname === href ? here : undefined}
          href={href}
          className={styles.place}
          data-word={label}
          aria-current={pathname === href ? 'page' : undefined}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
