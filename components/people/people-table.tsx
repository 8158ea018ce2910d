'use client';

import { enteredEarly } from '@/components/ui/entered-early';
import { NumberLink } from '@/components/dashboard/number-link';
import { SortHead } from '@/components/ui/sort-head';
import table from '@/components/ui/table.module.css';
import { WindowedRows } from '@/components/ui/windowed-rows';
import { PEOPLE_ORDERS, type PeopleSort } from '@/domain/people/people-order';
import type { PeoplePage, PersonRow } from '@/domain/views/person';
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
                checked={chosen.all && chosen.ids.size === 0}
                ref={(box) => {
                  if (box !== null) box.indeterminate = chosen.ids.size > 0;
                }}
                onChange={(event) => chosen.setAll(event.currentTarget.checked)}
              />
            </th>
            <PeopleHead sort="outcome" order={filter} />
            <PeopleHead sort="name" order={filter} />
            <PeopleHead sort="attack_factor" order={filter} />
            <PeopleHead sort="human_risk" order={filter} />
            <PeopleHead sort="criticality" order={filter} />
            <PeopleHead sort="events" order={filter} number />
            <PeopleHead sort="last_event" order={filter} />
            <PeopleHead sort="fall" order={filter} number />
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
            ref={enteredEarly}
            type="checkbox"
            aria-label={`Choose ${person.name}`}
            checked={chosen.has(person.id)}
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

function PeopleHead({ sort, ...head }: { sort: PeopleSort; order: PeopleFilter; number?: boolean }) {
  return <SortHead sort={sort} label={PEOPLE_SORT_LABELS[sort]} orders={PEOPLE_ORDERS} {...head} />;
}
