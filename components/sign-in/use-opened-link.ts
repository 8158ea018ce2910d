'use client';

import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import type { OpenedLink } from '@/domain/views/members';
import { change } from '@/lib/api/request';

function onHashChange(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

/** The secret behind `#` of the address, and what the server says of the link; null for both until the browser is there. */
export function useOpenedLink(kind: 'invitation' | 'password'): {
  readonly token: string | null;
  readonly opened: OpenedLink | null;
  readonly error: Error | null;
} {
  const token = useSyncExternalStore(
    onHashChange,
    () => window.location.hash.slice(1),
    () => null,
  );
  const { data, error } = useQuery({
    queryKey: ['memberLink', kind, token],
    queryFn: () => change('openedLink', '/api/v1/member-links/open', { kind, token }),
    enabled: token !== null,
    retry: false,
    staleTime: Infinity,
  });
  return { token, opened: data ?? null, error };
}
