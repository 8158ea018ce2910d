'use client';

import { usePathname, useSearchParams } from 'next/navigation';
import { useCallback } from 'react';
import { isGuarded, keepMark } from './leaving';

/** Says of an entry of the history what is open over its page, and how many entries, up to it, that has pushed. */
const OPENED = 'parapetOpened';

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
      if (url === `${path}${search}`) return;
      if (how === 'push') window.history.pushState(keepMark({}), '', url);
      else window.history.replaceState(keepMark({}), '', url);
    },
    [parameters, pathname],
  );

  const get = useCallback((name: string) => parameters.get(name), [parameters]);
  return { get, set, href };
}

/** What is open over a page: the value of a parameter of the address, so that a link opens it and the way back closes it. */
export interface Opened {
  /** What the parameter says: null where nothing of it is open. */
  readonly id: string | null;
  readonly open: (id: string) => void;
  /** Closes it: by the way back, so that a look leaves nothing in the history; in place where a link had opened it. */
  readonly close: () => void;
}

/** @param name the parameter; one of another name may be open under it, and stays */
export function useOpened(name: string): Opened {
  const { get, set } = useAddress();
  const open = useCallback(
    (id: string) =>
      afterGoingBack(() => {
        // Asked for twice, as by two presses, it is opened once.
        if (new URLSearchParams(window.location.search).get(name) === id) return;
        const before = openedMark(name);
        set({ [name]: id }, 'push');
        const mark = { [OPENED]: { ...before, steps: before.steps + 1 } };
        window.history.replaceState({ ...window.history.state, ...mark }, '', window.location.href);
      }),
    [name, set],
  );
  const close = useCallback(() => {
    const { steps, guarded } = openedMark(name);
    // It is shut at once, and its mark goes with it: whoever shuts it twice goes back once.
    set({ [name]: null });
    // Going back past what is not saved would be asked about.
    if (steps > 0 && !(guarded && isGuarded())) goBack(steps);
  }, [name, set]);
  return { id: get(name), open, close };
}

interface OpenedMark {
  readonly name: string;
  readonly steps: number;
  /** Something was typed in it. */
  readonly guarded: boolean;
}

/** The state of a further entry of the same address, which keeps what is typed there from being gone back from unasked. */
export function guardedEntry(state: unknown): object {
  const mark = markIn(state);
  const further = mark === null ? null : { [OPENED]: { ...mark, steps: mark.steps + 1, guarded: true } };
  return { ...(typeof state === 'object' ? state : null), ...further };
}

function openedMark(name: string): OpenedMark {
  const mark = markIn(window.history.state);
  return mark?.name === name ? mark : { name, steps: 0, guarded: false };
}

function markIn(state: unknown): OpenedMark | null {
  const mark: unknown = typeof state === 'object' && state !== null && OPENED in state ? state[OPENED] : null;
  if (typeof mark !== 'object' || mark === null || !('name' in mark && 'steps' in mark && 'guarded' in mark))
    return null;
  const { name, steps, guarded } = mark;
  return typeof name === 'string' && typeof steps === 'number'
    ? { name, steps, guarded: guarded === true }
    : null;
}

let isGoingBack = false;

function goBack(steps: number): void {
  isGoingBack = true;
  window.addEventListener('popstate', () => (isGoingBack = false), { once: true });
  window.history.go(-steps);
}

/** The browser goes back a moment later: what is opened meanwhile would be gone back from. */
function afterGoingBack(act: () => void): void {
  if (isGoingBack) window.addEventListener('popstate', act, { once: true });
  else act();
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
