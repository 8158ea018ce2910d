'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';

/**
 * State that lives in the address: reading follows the address, writing changes it without asking the server for the
 * page again, since the queries fetch what they need. An empty value takes the parameter away.
 */
export function useAddress(): {
  readonly get: (name: string) => string | null;
  readonly set: (changes: Readonly<Record<string, string | null>>, how?: 'push' | 'replace') => void;
  readonly href: (changes: Readonly<Record<string, string | null>>) => string;
} {
  const pathname = usePathname();
  const parameters = useSearchParams();

  const href = useCallback(
    (changes: Readonly<Record<string, string | null>>) => changedAddress(pathname, parameters, changes),
    [parameters, pathname],
  );

  const set = useCallback(
    (changes: Readonly<Record<string, string | null>>, how: 'push' | 'replace' = 'replace') => {
      // Two changes in quick succession: the page has not been told of the first yet, the browser has.
      const { pathname: path, search } = window.location;
      const current = path === pathname ? new URLSearchParams(search) : parameters;
      const url = changedAddress(pathname, current, changes);
      if (how === 'push') window.history.pushState(null, '', url);
      else window.history.replaceState(null, '', url);
    },
    [parameters, pathname],
  );

  const get = useCallback((name: string) => parameters.get(name), [parameters]);
  return { get, set, href };
}

/** The address with some parameters changed; without a value they are taken away. */
function changedAddress(
  pathname: string,
  parameters: URLSearchParams,
  changes: Readonly<Record<string, string | null>>,
): string {
  const next = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  }
  const query = next.toString();
  return query === '' ? pathname : `${pathname}?${query}`;
}
