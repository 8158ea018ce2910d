'use client';

import { useAddress } from '@/lib/address';
import { parseOpenRows, withRowTurned } from '@/lib/open-rows';

/** Whether a row of the behaviors is open, which stands in the address, and what turns that. */
export function useOpenRow(id: string): readonly [boolean, () => void] {
  const address = useAddress();
  const rows = parseOpenRows(address.get('rows'));
  return [rows.has(id), () => address.set({ rows: withRowTurned(rows, id) })];
}
