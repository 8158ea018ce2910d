'use client';

import { useAddress } from './address';
import { usePrinting } from './printing';
import { parseTurned, withTurned } from './turned';

/** `tables`: charts that are shown as tables. `all`: lists that are shown whole. `open`: panels that are open. */
type Turned = 'tables' | 'all' | 'open';

/**
 * Whether a part of a page is turned from how it usually is, which stands in the address, and what turns that. On paper every
 * list is shown whole, as nothing can be opened there.
 */
export function useTurned(parameter: Turned, id: string): readonly [boolean, () => void] {
  const address = useAddress();
  const turned = parseTurned(address.get(parameter));
  const isWhole = usePrinting() && parameter === 'all';
  return [isWhole || turned.has(id), () => address.set({ [parameter]: withTurned(turned, id) })];
}
