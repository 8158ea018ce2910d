'use client';

import { Button, Checkbox, NativeSelect } from '@mantine/core';
import { InstantField } from '@/components/ui/instant-field';
import { findConnector } from '@/domain/connectors/catalogue';
import { LANE_LABELS, LANES } from '@/domain/polling/lanes';
import { RUN_RESULTS } from '@/domain/run-words';
import { useAddress } from '@/lib/address';
import { narrows, parseRunFilter, RESULT_WORDS, type RunFilter } from '@/lib/run-filter';
import styles from './feed-panels.module.css';

const TIMES = [
  { value: '', label: 'Any time' },
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: '30d', label: 'Last 30 days' },
  { value: '90d', label: 'Last 90 days' },
  { value: 'own', label: 'From … to …' },
];

/** The filter that the address names. */
export function useRunFilter(): RunFilter {
  const address = useAddress();
  return parseRunFilter(address.get);
}

/** Narrows the runs; every choice stands in the address. */
export function RunFilters({ connector }: { connector: string }) {
  const address = useAddress();
  const filter = parseRunFilter(address.get);
  const streams = findConnector(connector)?.streams ?? [];
  const own = filter.from !== null || filter.to !== null || address.get('since') === 'own';
  return (
    <div className={styles.filters}>
      <NativeSelect
        size="xs"
        label="Stream"
        value={filter.stream ?? ''}
        onChange={(event) => address.set({ stream: event.currentTarget.value })}
        data={[
          { value: '', label: 'All streams' },
          ...streams.map(({ id, label }) => ({ value: id, label })),
        ]}
      />
      <NativeSelect
        size="xs"
        label="Lane"
        value={filter.lane ?? ''}
        onChange={(event) => address.set({ lane: event.currentTarget.value })}
        data={[
          { value: '', label: 'All lanes' },
          ...LANES.map((lane) => ({ value: lane, label: LANE_LABELS[lane] })),
        ]}
      />
      <NativeSelect
        size="xs"
        label="Result"
        value={filter.result ?? ''}
        onChange={(event) => address.set({ result: event.currentTarget.value })}
        data={[
          { value: '', label: 'Any result' },
          ...RUN_RESULTS.map((result) => ({ value: result, label: RESULT_WORDS[result] })),
        ]}
      />
      <NativeSelect
        size="xs"
        label="Time"
        value={own ? 'own' : (filter.range ?? '')}
        onChange={(event) => address.set({ since: event.currentTarget.value, from: null, to: null })}
        data={TIMES}
      />
      {own && (
        <>
          <InstantField name="from" label="From" at={filter.from} size="xs" />
          <InstantField name="to" label="To" at={filter.to} size="xs" />
        </>
      )}
      <Checkbox
        size="xs"
        className={styles.filterTick}
        label="With errors"
        checked={filter.errors}
        onChange={(event) => address.set({ errors: event.currentTarget.checked ? '1' : null })}
      />
      {narrows(filter) && (
        <Button
          size="compact-xs"
          variant="subtle"
          className={styles.filterTick}
          onClick={() =>
            address.set({
              stream: null,
              lane: null,
              result: null,
              since: null,
              from: null,
              to: null,
              errors: null,
            })
          }
        >
          Show all
        </Button>
      )}
    </div>
  );
}
