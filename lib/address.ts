'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';
import { keepMark } from './leaving';

/** Says of an entry of the history how many, up to it, what is open on a page has pushed. */
const OPENED = 'parapetOpened';

/**
 * State that lives in the address: reading follows the address, writing changes it without asking the server for the
 * page again, since the queries fetch what they need. An empty value takes the parameter away.
 */
export function useAddress(): {
  readonly get: (name: string) => string | null;
  readonly set: (changes: Readonly<Record<string, string | null>>, how?: 'push' | 'replace') => void;
  /** Opens something over the page: the way back closes it. */
  readonly open: (changes: Readonly<Record<string, string | null>>) => void;
  /** Closes it: by the way back, so that looking at it leaves nothing in the history; in place where a link had opened it. */
  readonly close: (changes: Readonly<Record<string, string | null>>) => void;
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
      if (url === `${path}${search}`) return;
      if (how === 'push') window.history.pushState(keepMark({}), '', url);
      else window.history.replaceState(keepMark({}), '', url);
    },
    [parameters, pathname],
  );

  const open = useCallback(
    (changes: Readonly<Record<string, string | null>>) => {
      const steps = openedSteps() + 1;
      set(changes, 'push');
      window.history.replaceState({ ...window.history.state, [OPENED]: steps }, '', window.location.href);
    },
    [set],
  );

  const close = useCallback(
    (changes: Readonly<Record<string, string | null>>) => {
      const steps = openedSteps();
      // It is shut at once, and its mark goes with it: whoever shuts it twice goes back once.
      set(changes);
      if (steps > 0) window.history.go(-steps);
    },
    [set],
  );

  const get = useCallback((name: string) => parameters.get(name), [parameters]);
  return { get, set, open, close, href };
}

function openedSteps(): number {
  const state: unknown = window.history.state;
  const steps = typeof state === 'object' && state !== null && OPENED in state ? state[OPENED] : 0;
  return typeof steps === 'number' ? steps : 0;
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
