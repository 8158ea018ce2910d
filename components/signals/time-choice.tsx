'use client';

import { NativeSelect } from '@mantine/core';
import { InstantField } from '@/components/ui/instant-field';
import type { SearchTime } from '@/domain/views/signal';
import { useAddress } from '@/lib/address';
import { DEFAULT_TIME, type SignalFilter } from '@/lib/signal-filter';

const TIMES: readonly { readonly value: SearchTime | 'own'; readonly label: string }[] = [
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: '90d', label: 'Last 90 days' },
  { value: 'all', label: 'Any time' },
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
        data={[...TIMES]}
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
