'use client';

import { useOpened } from '@/lib/address';

/** Opens an event beside the page; which one is in the address, so that the evidence can be linked to. */
export function useOpenEvent(): (id: string) => void {
  return useOpened('event').open;
}
