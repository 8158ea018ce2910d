'use client';

import { useAddress } from './address';
import { parseTurned, withTurned } from './turned';

/** `tables`: charts that are shown as tables. `all`: lists that are shown whole. `open`: panels that are open. */
type Turned = 'tables' | 'all' | 'open';

/** Whether a part of a page is turned from how it usually is, which stands in the address, and what turns that. */
export function useTurned(parameter: Turned, id: string): readonly [boolean, () => void] {
  const address = useAddress();
  const turned = parseTurned(address.get(parameter));
  return [turned.has(id), () => address.set({ [parameter]: withTurned(turned, id) })];
}
