'use client';

import type { Range } from '@/domain/views/dashboard';
import { useAddress } from '@/lib/address';
import { DEFAULT_RANGE, parseRange, RANGE_ORDER, RANGE_WORDS } from '@/lib/ranges';
import { Segmented } from './segmented';

/** The range that the address names. */
export function useRange(): Range {
  return parseRange(useAddress().get('range'));
}

/** Chooses how far back a page looks; kept in the address. */
export function ChooseRange() {
  const address = useAddress();
  return (
    <Segmented
      label="Range"
      value={parseRange(address.get('range'))}
      options={RANGE_ORDER.map((range) => ({
        value: range,
        label: RANGE_WORDS[range].short,
        title: RANGE_WORDS[range].long,
      }))}
      onChange={(range) => address.set({ range: range === DEFAULT_RANGE ? null : range })}
    />
  );
}
