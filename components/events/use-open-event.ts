'use client';

import { useAddress } from '@/lib/address';

/** Opens an event beside the page; which one is in the address, so that the evidence can be linked to. */
export function useOpenEvent(): (id: string) => void {
  const address = useAddress();
  return (id) => address.set({ event: id }, 'push');
}
