'use client';

import { Button, NativeSelect } from '@mantine/core';
import { IconFilter, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { BAND_FACTS, BANDS } from '@/domain/bands';
import { EVENT_CATALOGUE, EVENT_KINDS } from '@/domain/event-catalogue';
import { POSTURE_LABELS, POSTURE_STATES } from '@/domain/human-risk/posture-state';
import {
  LAST_EVENT_LABELS,
  LAST_EVENTS,
  PEOPLE_STATUS_LABELS,
  PEOPLE_STATUSES,
} from '@/domain/people/people-filter';
import { FIRST_DIRECTION, PEOPLE_SORTS } from '@/domain/people/people-order';
import { useAddress } from '@/lib/address';
import { CRITICALITY_LABELS, CRITICALITY_NAMES } from '@/lib/criticality-words';
import { formatCount } from '@/lib/format/number';
import { filterParts, orderWords, PEOPLE_SORT_LABELS } from '@/lib/people-words';
import { groupsQuery } from '@/lib/queries/criticality';
import { NO_FILTER, type PeopleFilter } from '@/lib/queries/people';
import styles from './people.module.css';

interface Choice {
  readonly value: string;
  readonly label: string;
}

function choices<Value extends string>(
  values: readonly Value[],
  label: (value: Value) => string,
): readonly Choice[] {
  return values.map((value) => ({ value, label: label(value) }));
}

const BAND_CHOICES = choices([...BANDS].reverse(), (band) => BAND_FACTS[band].label);
const KIND_CHOICES = choices(EVENT_KINDS, (kind) => EVENT_CATALOGUE[kind].label);
const POSTURE_CHOICES = choices(POSTURE_STATES, (state) => POSTURE_LABELS[state]);
const CRITICALITY_CHOICES = choices(CRITICALITY_NAMES, (name) => CRITICALITY_LABELS[name]);
const STATUS_CHOICES = choices(PEOPLE_STATUSES, (status) => PEOPLE_STATUS_LABELS[status]);
const LAST_CHOICES = choices(LAST_EVENTS, (last) => LAST_EVENT_LABELS[last]);
const ORDER_CHOICES = PEOPLE_SORTS.flatMap((sort) =>
  (['falling', 'rising'] as const).map((direction) => ({
    value: `${sort} ${direction}`,
    label: `${PEOPLE_SORT_LABELS[sort]}: ${orderWords({ sort, direction }).split(', ').at(-1) ?? ''}`,
  })),
);

/** Every filter of the list behind one button, and what it is narrowed to as words that can be taken away. */
export function PeopleFilters({ filter }: { filter: PeopleFilter }) {
  const address = useAddress();
  const [open, setOpen] = useState(false);
  const id = useId();
  const parts = filterParts(filter);
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFilter size={16} stroke={2} aria-hidden />}
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
      >
        Filters and order
      </Button>
      <div className={styles.filters} id={id} hidden={!open}>
        {open && <Fields filter={filter} />}
      </div>
      {parts.length > 0 && (
        <div className={styles.chips} role="group" aria-label="Filters">
          {parts.map(({ name, words }) => (
            <button
              key={name}
              type="button"
              className={styles.band}
              aria-pressed
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

function Fields({ filter }: { filter: PeopleFilter }) {
  const address = useAddress();
  const groups = useQuery(groupsQuery());
  const known = groups.data?.groups ?? [];
  const named = filter.group !== null && !known.some(({ group }) => group === filter.group);
  const select = (
    label: string,
    value: string | null,
    options: readonly Choice[],
    onChange: (chosen: string | null) => void,
  ) => (
    <NativeSelect
      label={label}
      size="xs"
      value={value ?? ''}
      onChange={({ currentTarget: { value: chosen } }) => onChange(chosen === '' ? null : chosen)}
    >
      <option value="">Any</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </NativeSelect>
  );
  const own = (name: keyof typeof NO_FILTER) => (chosen: string | null) => address.set({ [name]: chosen });
  return (
    <>
      {select('Attack factor', filter.band, BAND_CHOICES, (band) => address.set({ band, least: null }))}
      {select('Human risk score', filter.risk, BAND_CHOICES, own('risk'))}
      {select('Events of the kind', filter.kind, KIND_CHOICES, own('kind'))}
      {select(
        groups.isPending ? 'Group (being read)' : groups.isError ? 'Group (could not be read)' : 'Group',
        filter.group,
        [
          ...(named ? [{ value: filter.group, label: filter.group }] : []),
          ...known.map(({ group, people }) => ({ value: group, label: `${group} (${formatCount(people)})` })),
        ],
        own('group'),
      )}
      {select('Criticality', filter.criticality, CRITICALITY_CHOICES, own('criticality'))}
      {select('Status', filter.status, STATUS_CHOICES, own('status'))}
      {select('Last event', filter.last, LAST_CHOICES, own('last'))}
      {select('Posture', filter.posture, POSTURE_CHOICES, own('posture'))}
      <NativeSelect
        label="Order"
        size="xs"
        value={`${filter.sort} ${filter.direction}`}
        data={ORDER_CHOICES}
        onChange={({ currentTarget: { value } }) => {
          const [sort, direction] = value.split(' ');
          const first = PEOPLE_SORTS.find((one) => one === sort);
          address.set({
            sort: sort === 'attack_factor' ? null : (sort ?? null),
            direction:
              first !== undefined && direction === FIRST_DIRECTION[first] ? null : (direction ?? null),
          });
        }}
      />
    </>
  );
}
