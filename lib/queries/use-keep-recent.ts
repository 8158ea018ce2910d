'use client';

import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { SessionView } from '@/domain/views/session';
import { keepRecent } from '@/lib/recent';
import { sessionQuery } from './frame';

/** Whose list of what was open last it is. Names that were kept before they were withheld are not offered after. */
export function ownerOf({
  member,
  account,
  namesWithheld,
}: Pick<SessionView, 'member' | 'account' | 'namesWithheld'>): string {
  return `${account.id} ${member.id}${namesWithheld ? ' pseudonyms' : ''}`;
}

/** Keeps this page among those that the palette offers again, once its name is known. */
export function useKeepRecent(href: string, label: string | undefined): void {
  const { data: session } = useQuery(sessionQuery());
  const owner = session === undefined ? null : ownerOf(session);
  useEffect(() => {
    if (owner !== null && label !== undefined) keepRecent(owner, { href, label });
  }, [owner, href, label]);
}
