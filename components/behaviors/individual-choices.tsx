'use client';

import { NativeSelect } from '@mantine/core';
import { INDIVIDUAL_ORDERS, INDIVIDUAL_SORTS, type IndividualSort } from '@/domain/people/individual-order';
import type { Individuals } from '@/domain/views/identity-scores';
import { useAddress } from '@/lib/address';
import { formatCount } from '@/lib/format/number';
import { formatGroups } from '@/lib/format/place';
import { chosenGroup, groupChoice, UNGROUPED_CHOICE } from '@/lib/group-choice';
import { orderChoices } from '@/lib/order-in-address';
import { ORDER_ENDS, PEOPLE_SORT_LABELS } from '@/lib/people-words';
import type { IndividualFilter } from '@/lib/queries/identity';
import styles from './behaviors.module.css';

/** What each order goes by, as the heads of the columns say it. */
export const INDIVIDUAL_SORT_LABELS: Readonly<Record<IndividualSort, string>> = {
  ...PEOPLE_SORT_LABELS,
  contribution: 'They add',
  events: 'Events in this time',
};

const ORDER_CHOICES = orderChoices(
  INDIVIDUAL_ORDERS,
  INDIVIDUAL_SORTS,
  (sort, direction) =>
    `${INDIVIDUAL_SORT_LABELS[sort]}: ${ORDER_ENDS[sort === 'contribution' ? 'events' : sort][direction]}`,
);

/** A group of the directory, or none, with how many of the people with events are in it. */
export function ChooseGroup({
  filter: { department, ungrouped },
  departments: known,
}: {
  filter: IndividualFilter;
  departments: Individuals['departments'];
}) {
  const address = useAddress();
  const departments = known ?? { groups: [], ungrouped: 0 };
  const isListed = department === null || departments.groups.some(({ name }) => name === department);
  return (
    <Choose
      label="Group"
      value={department !== null ? groupChoice(department) : ungrouped && UNGROUPED_CHOICE.value}
      options={[
        ...departments.groups.map(({ name, people }) => ({
          value: groupChoice(name),
          label: `${formatGroups([name], 1)} (${formatCount(people)})`,
        })),
        ...(isListed ? [] : [{ value: groupChoice(department), label: department }]),
        {
          ...UNGROUPED_CHOICE,
          label: `${UNGROUPED_CHOICE.label} (${formatCount(departments.ungrouped)})`,
        },
      ]}
      all="All groups"
      onChoose={(chosen) => {
        const { group, ungrouped } = chosenGroup(chosen);
        address.set({ department: group, ungrouped });
      }}
    />
  );
}

/** The order of the list, for screens without room for the heads of its columns. */
export function ChooseOrder({ filter: { sort, direction } }: { filter: IndividualFilter }) {
  const address = useAddress();
  return (
    <div className={styles.orderChoice}>
      <Choose
        label="Order"
        value={`${sort} ${direction}`}
        options={ORDER_CHOICES}
        onChoose={(chosen) => address.set(ORDER_CHOICES.find(({ value }) => value === chosen)?.change ?? {})}
      />
    </div>
  );
}

/** One choice that narrows the list; kept in the address by its name, or however it is said. */
export function Choose({
  label,
  value,
  name = '',
  options,
  all,
  onChoose,
}: {
  label: string;
  value: string | null;
  name?: string;
  options: readonly { readonly value: string; readonly label: string }[];
  /** What no choice is called; without it one is always made. */
  all?: string;
  onChoose?: (chosen: string) => void;
}) {
  const address = useAddress();
  const choose = onChoose ?? ((chosen: string) => address.set({ [name]: chosen }));
  return (
    <NativeSelect
      aria-label={label}
      size="xs"
      value={value ?? ''}
      onChange={(event) => choose(event.currentTarget.value)}
    >
      {all !== undefined && <option value="">{all}</option>}
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </NativeSelect>
  );
}
