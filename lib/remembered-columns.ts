'use client';

import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { useAddress } from './address';
import { parseColumns, type SignalColumn, writeColumns } from './signal-filter';

const STORED = 'parapet-signal-columns';
const CHANGED = 'parapet-columns';

/**
 * The columns of the records: those that the address names, else those that were chosen in this browser before. A link
 * with columns shows what the sender saw, and leaves one's own choice as it is.
 */
export function useColumns(): readonly [readonly SignalColumn[], (columns: readonly SignalColumn[]) => void] {
  const address = useAddress();
  const remembered = useSyncExternalStore(follow, stored, () => null);
  const named = address.get('columns') ?? remembered;
  const columns = useMemo(() => parseColumns(named), [named]);
  const choose = useCallback(
    (next: readonly SignalColumn[]) => {
      remember(writeColumns(next));
      address.set({ columns: writeColumns(next) });
    },
    [address],
  );
  return [columns, choose];
}

function follow(changed: () => void): () => void {
  window.addEventListener('storage', changed);
  window.addEventListener(CHANGED, changed);
  return () => {
    window.removeEventListener('storage', changed);
    window.removeEventListener(CHANGED, changed);
  };
}

function stored(): string | null {
  try {
    return window.localStorage.getItem(STORED);
  } catch {
    // A browser may keep nothing for us: then the everyday columns are shown.
    return null;
  }
}

function remember(written: string | null): void {
  try {
    if (written === null) window.localStorage.removeItem(STORED);
    else window.localStorage.setItem(STORED, written);
  } catch {
    return;
  }
  window.dispatchEvent(new Event(CHANGED));
}
