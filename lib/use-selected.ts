'use client';

import { useAddress } from './address';

/** What of a list is open beside it: its id stands in the address, so that a link opens it and the way back closes it. */
export function useSelected(): {
  readonly id: string | null;
  readonly select: (id: string) => void;
  readonly close: () => void;
} {
  const address = useAddress();
  return {
    id: address.get('selected'),
    select: (id) => address.set({ selected: id }, 'push'),
    close: () => address.set({ selected: null }),
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
