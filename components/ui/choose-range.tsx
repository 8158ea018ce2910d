'use client';

import type { Range } from '@/domain/views/dashboard';
import { useAddress } from '@/lib/address';
import { DEFAULT_RANGE, parseRange, RANGE_ORDER, RANGE_WORDS } from '@/lib/ranges';
import { Segmented } from './segmented';

/** The range that the address names. */
export function useRange(): Range {
  return parseRange(useAddress().get('range'));
}

/** A time that an address asks for in place of a range. */
const OTHER_TIMES = { from: null, to: null, known: null };

/**
 * Chooses how far back a page looks; kept in the address. `none`: what is shown is of another time, so no range holds, and
 * one that is chosen takes the place of that time.
 */
export function ChooseRange({ none = false }: { none?: boolean }) {
  const address = useAddress();
  return (
    <Segmented
      label="Range"
      value={none ? null : parseRange(address.get('range'))}
      options={RANGE_ORDER.map((range) => ({
        value: range,
        label: RANGE_WORDS[range].short,
        title: RANGE_WORDS[range].long,
      }))}
      onChange={(range) =>
        address.set({ ...OTHER_TIMES, range: range === DEFAULT_RANGE && !none ? null : range })
      }
    />
  );
}
