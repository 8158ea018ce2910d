'use client';

import { Button, NativeSelect } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { PEOPLE_ORDERS, PEOPLE_SORTS } from '@/domain/people/people-order';
import { useAddress } from '@/lib/address';
import { orderChoices } from '@/lib/order-in-address';
import { usePastMoment } from '@/lib/past';
import { filterParts, ORDER_ENDS, PEOPLE_SORT_LABELS } from '@/lib/people-words';
import { NO_FILTER, type PeopleFilter } from '@/lib/queries/people';
import { watchlistNamesQuery } from '@/lib/queries/watchlists';
import { useTurned } from '@/lib/use-turned';
import { ChoiceField, FilterFields } from './filter-fields';
import styles from './people.module.css';
import { useCalled } from './use-called';

const ORDER_CHOICES = orderChoices(
  PEOPLE_ORDERS,
  PEOPLE_SORTS,
  (sort, direction) => `${PEOPLE_SORT_LABELS[sort]}: ${ORDER_ENDS[sort][direction]}`,
);

/** Every filter of the list behind one button, and what it is narrowed to as words that can be taken away. */
export function PeopleFilters({ filter }: { filter: PeopleFilter }) {
  const address = useAddress();
  const [open, turn] = useTurned('open', 'filters');
  const { data } = useQuery(watchlistNamesQuery);
  const called = useCalled(filter.integration !== null);
  const { at } = usePastMoment();
  const id = useId();
  const parts = filterParts(filter, called);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFilter size={16} stroke={2} aria-hidden />}
        aria-expanded={open}
        aria-controls={id}
        onClick={turn}
      >
        Filters and order
      </Button>
      <div className={styles.filters} id={id} hidden={!open}>
        {open && (
          <>
            <FilterFields filter={filter} onChange={address.set} />
            <ChoiceField
              label={at === null ? 'Watchlist' : 'Watchlist by rule'}
              value={filter.watchlist}
              options={(data?.watchlists ?? [])
                .filter(({ rule }) => at === null || rule !== null)
                .map((list) => ({ value: list.id, label: list.name }))}
              onChange={(watchlist) => address.set({ watchlist })}
            />
            <OrderField filter={filter} />
          </>
        )}
      </div>
      {parts.length > 0 && (
        <div className={styles.chips} role="group" aria-label="Filters">
          {parts.map(({ name, words, exact }) => (
            <button
              key={name}
              type="button"
              className={styles.band}
              aria-pressed
              title={exact}
              aria-label={`${words}. Take this filter away`}
              onClick={() => address.set({ [name]: null })}
            >
              {words}
              <IconX size={14} stroke={2} aria-hidden />
            </button>
          ))}
          {parts.length > 1 && (
            <Button variant="subtle" size="compact-sm" onClick={() => address.set(NO_FILTER)}>
              Take all away
            </Button>
          )}
        </div>
      )}
    </>
  );
}

/** The order of the list, for screens without room for the heads of its columns. */
function OrderField({ filter }: { filter: PeopleFilter }) {
  const address = useAddress();
  return (
    <NativeSelect
      label="Order"
      size="xs"
      value={`${filter.sort} ${filter.direction}`}
      data={ORDER_CHOICES.map(({ value, label }) => ({ value, label }))}
      onChange={({ currentTarget: { value } }) =>
        address.set(ORDER_CHOICES.find((one) => one.value === value)?.change ?? {})
      }
    />
  );
}
