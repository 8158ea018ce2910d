'use client';

import { NativeSelect } from '@mantine/core';
import { InstantField } from '@/components/ui/instant-field';
import { SEARCH_TIMES } from '@/domain/signal-search/search-time';
import { useAddress } from '@/lib/address';
import { DEFAULT_TIME, type SignalFilter, TIME_WORDS } from '@/lib/signal-filter';

const TIMES = [
  ...SEARCH_TIMES.map((value) => ({ value, label: TIME_WORDS[value] })),
  { value: 'own', label: 'From … to …' },
];

/** The time that is searched: one that ends now, or from an instant to another. */
export function TimeChoice({ filter }: { filter: SignalFilter }) {
  const address = useAddress();
  const own = filter.from !== null || filter.to !== null || address.get('since') === 'own';
  return (
    <>
      <NativeSelect
        size="sm"
        label="Time"
        value={own ? 'own' : filter.since}
        onChange={(event) => {
          const { value } = event.currentTarget;
          address.set({ since: value === DEFAULT_TIME ? null : value, from: null, to: null, cursor: null });
        }}
        data={TIMES}
      />
      {own && (
        <>
          <InstantField name="from" label="From" at={filter.from} size="sm" />
          <InstantField name="to" label="To" at={filter.to} size="sm" />
        </>
      )}
    </>
  );
}
