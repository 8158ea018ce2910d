'use client';

import { useEffect, useEffectEvent, useState } from 'react';
import { useOpened } from './address';

/**
 * What of a list is open beside it: its id stands in the address, so that a link opens it and the way back closes it. What
 * goes from the list while it is open is closed.
 * @param list what the list holds; undefined until it was read
 */
export function useSelected<Item extends { readonly id: string }>(
  list: readonly Item[] | undefined,
): {
  readonly id: string | null;
  /** What the list holds under it. */
  readonly item: Item | null;
  /** The address selects what is not in the list, and was not since the page was opened. */
  readonly isMissing: boolean;
  readonly select: (id: string) => void;
  readonly close: () => void;
} {
  const { id, open, close } = useOpened('selected');
  const [seen, setSeen] = useState<string | null>(null);
  const item = list?.find((one) => one.id === id) ?? null;
  if (item !== null && seen !== id) setSeen(id);
  const isAbsent = id !== null && list !== undefined && item === null;
  const isGone = isAbsent && seen === id;
  const closeGone = useEffectEvent(close);
  useEffect(() => {
    if (isGone) closeGone();
  }, [isGone]);
  return {
    id,
    item,
    isMissing: isAbsent && !isGone,
    select: open,
    close,
  };
}

/** What marks the row of what is selected, where it may not be opened; `ref` shows it to whoever followed the link. */
export function selectedRow(isSelected: boolean) {
  return isSelected ? ({ 'aria-current': 'true', ref: bringIntoView } as const) : {};
}

function bringIntoView(row: HTMLElement | null): void {
  row?.scrollIntoView({ block: 'nearest' });
}

/** Where a list is with one of it open. */
export function selectedHref(page: string, id: string): string {
  return `${page}?selected=${encodeURIComponent(id)}`;
}
