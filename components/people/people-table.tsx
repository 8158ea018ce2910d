'use client';

import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { NumberLink } from '@/components/dashboard/number-link';
import table from '@/components/ui/table.module.css';
import { WindowedRows } from '@/components/ui/windowed-rows';
import { FIRST_DIRECTION, type PeopleSort } from '@/domain/people/people-order';
import type { PeoplePage, PersonRow } from '@/domain/views/person';
import { useAddress } from '@/lib/address';
import { CRITICALITY_LABELS, criticalityReason } from '@/lib/criticality-words';
import { eventsHref } from '@/lib/event-links';
import { PEOPLE_SORT_LABELS } from '@/lib/people-words';
import type { PeopleFilter } from '@/lib/queries/people';
import choosing from './choosing.module.css';
import {
  AttackFactorCell,
  FallCell,
  HumanRiskCell,
  LastEventCell,
  OutcomeCell,
  PersonLead,
} from './person-cells';
import styles from './people.module.css';
import type { Chosen } from './use-chosen';

const COLUMNS = 9;

/** People page under page, sortable by each column; rows far from the screen are not in the page. */
export function PeopleTable({
  pages,
  filter,
  total,
  chosen,
}: {
  pages: readonly PeoplePage[];
  filter: PeopleFilter;
  total: number;
  chosen: Chosen;
}) {
  const begins = beginsOf(pages);
  return (
    <div className={table.scroll}>
      <table
        className={`${table.table ?? ''} ${table.stacks ?? ''} ${styles.table ?? ''} ${choosing.table ?? ''}`}
        aria-label="People"
        aria-rowcount={total + 1}
      >
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className={choosing.pick}>
              <input
                type="checkbox"
                aria-label="Choose everybody in the list"
                checked={chosen.all}
                onChange={(event) => chosen.setAll(event.currentTarget.checked)}
              />
            </th>
            <SortHead sort="outcome" filter={filter} />
            <SortHead sort="name" filter={filter} />
            <SortHead sort="attack_factor" filter={filter} />
            <SortHead sort="human_risk" filter={filter} />
            <SortHead sort="criticality" filter={filter} />
            <SortHead sort="events" filter={filter} number />
            <SortHead sort="last_event" filter={filter} />
            <SortHead sort="fall" filter={filter} number />
          </tr>
        </thead>
        {pages.map((page, index) => (
          <WindowedRows
            // By place: who is first changes while somebody reads, and the focus stays where it is.
            key={index}
            columns={COLUMNS}
            rows={() =>
              page.people.map((person, place) => (
                <Row key={person.id} person={person} at={(begins[index] ?? 0) + place + 2} chosen={chosen} />
              ))
            }
          />
        ))}
      </table>
    </div>
  );
}

/** How many people stand before each page. */
function beginsOf(pages: readonly PeoplePage[]): readonly number[] {
  const begins: number[] = [];
  let before = 0;
  for (const { people } of pages) {
    begins.push(before);
    before += people.length;
  }
  return begins;
}

function Row({ person, at, chosen }: { person: PersonRow; at: number; chosen: Chosen }) {
  return (
    <tr data-opens aria-rowindex={at}>
      <td className={choosing.pick}>
        <label>
          <input
            type="checkbox"
            aria-label={`Choose ${person.name}`}
            checked={chosen.has(person.id)}
            disabled={chosen.all}
            onChange={() => chosen.toggle(person.id)}
          />
        </label>
      </td>
      <OutcomeCell person={person} />
      <th scope="row" data-lead>
        <PersonLead person={person} groups={2} />
      </th>
      <AttackFactorCell person={person} />
      <HumanRiskCell person={person} />
      <td data-label="Criticality" title={criticalityReason(person)}>
        {person.criticality === 'standard' ? (
          <span className={table.soft}>{CRITICALITY_LABELS.standard}</span>
        ) : (
          CRITICALITY_LABELS[person.criticality]
        )}
      </td>
      <td data-label="Events" className={table.num}>
        <NumberLink count={person.events} href={eventsHref({ person: person.id })} />
      </td>
      <LastEventCell person={person} />
      <FallCell person={person} />
    </tr>
  );
}

/** The head of a column that puts the list in its order; pressed again, in the other direction. */
function SortHead({
  sort,
  filter,
  number = false,
}: {
  sort: PeopleSort;
  filter: PeopleFilter;
  number?: boolean;
}) {
  const address = useAddress();
  const current = filter.sort === sort;
  const turned = filter.direction === 'falling' ? 'rising' : 'falling';
  const next = current ? turned : FIRST_DIRECTION[sort];
  const Arrow = filter.direction === 'falling' ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      className={number ? table.num : undefined}
      aria-sort={current ? (filter.direction === 'falling' ? 'descending' : 'ascending') : undefined}
    >
      <button
        type="button"
        className={styles.sort}
        onClick={() =>
          address.set({
            sort: sort === 'attack_factor' ? null : sort,
            direction: next === FIRST_DIRECTION[sort] ? null : next,
          })
        }
      >
        {PEOPLE_SORT_LABELS[sort]}
        {current && <Arrow size={13} stroke={2.2} aria-hidden />}
      </button>
    </th>
  );
}
