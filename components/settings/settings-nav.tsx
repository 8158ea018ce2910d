'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';
import beside from '@/components/ui/more-beside.module.css';
import { useMoreBeside } from '@/lib/more-beside';
import { sessionQuery } from '@/lib/queries/frame';
import styles from './settings.module.css';

interface Place {
  readonly href: string;
  readonly label: string;
  /** What people may look for it by besides. */
  readonly words: string;
  /** Null: every member. */
  readonly permission: string | null;
  /** Of these, one is enough as well. */
  readonly or?: readonly string[];
}

/** Every page of the settings, and who may open it. */
export const SETTINGS: readonly Place[] = [
  {
    href: '/settings/scoring',
    label: 'Scoring policy',
    words: 'weights bands half-life risk score formula',
    permission: 'people:read',
  },
  {
    href: '/settings/detectors',
    label: 'Detectors',
    words: 'rules detection thresholds dry run',
    permission: 'people:read',
  },
  {
    href: '/settings/hidden',
    label: 'Hidden events',
    words: 'dismissed suppressed dispositions allowed',
    permission: 'people:read',
  },
  {
    href: '/settings/criticality',
    label: 'Criticality',
    words: 'groups multipliers importance',
    permission: 'people:read',
  },
  {
    href: '/settings/members',
    label: 'Members',
    words: 'users invite colleagues team access',
    permission: 'members:read',
  },
  { href: '/settings/roles', label: 'Roles', words: 'permissions rights', permission: 'members:read' },
  {
    href: '/settings/notifications',
    label: 'Notifications',
    words: 'alerts e-mail mail rules',
    permission: 'notifications:read',
  },
  {
    href: '/settings/tokens',
    label: 'API tokens',
    words: 'keys programs access',
    permission: 'tokens:write',
    or: ['members:read'],
  },
  {
    href: '/api-reference',
    label: 'API reference',
    words: 'openapi endpoints programs',
    permission: 'tokens:write',
  },
  {
    href: '/settings/single-sign-on',
    label: 'Single sign-on',
    words: 'sso oidc identity provider domains',
    permission: 'members:read',
  },
  { href: '/settings/audit', label: 'Audit log', words: 'history who did what', permission: 'audit:read' },
  // Whoever works under the notice may read it.
  {
    href: '/settings/privacy',
    label: 'Privacy',
    words: 'retention data notice monitoring erasure pseudonyms names gdpr',
    permission: null,
  },
  {
    href: '/settings/sign-in',
    label: 'Your sign-in',
    words: 'password second factor passkeys sessions two-step authenticator',
    permission: null,
  },
];

/** Pixels before the place that is open, so that it stands clear of where the strip fades. */
const BESIDE_FADE = 64;

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
    if (here.current && list) list.scrollLeft = here.current.offsetLeft - list.offsetLeft - BESIDE_FADE;
  }, [pathname, isKnown]);

  return (
    <nav ref={strip} className={`${styles.nav ?? ''} ${beside.fades ?? ''}`} aria-label="Settings">
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
