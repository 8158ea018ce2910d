'use client';

import { NativeSelect } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { NumberLink } from '@/components/dashboard/number-link';
import { BandScore } from '@/components/ui/band';
import { Card } from '@/components/ui/card';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { ShowMore } from '@/components/ui/show-more';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { WhileOld } from '@/components/ui/while-old';
import { WindowedRows } from '@/components/ui/windowed-rows';
import { BAND_FACTS, BANDS } from '@/domain/bands';
import type { IdentityDetails } from '@/domain/views/dashboard';
import type { Individuals, IndividualSort } from '@/domain/views/identity-scores';
import { useAddress } from '@/lib/address';
import { useNow } from '@/lib/clock';
import { CRITICALITY_LABELS, CRITICALITY_NAMES } from '@/lib/criticality-words';
import { type EventLink, eventsHref } from '@/lib/event-links';
import { fallLength } from '@/lib/format/fall';
import { formatCount, formatCountOf, formatContribution } from '@/lib/format/number';
import { formatGroups } from '@/lib/format/place';
import { useCarried } from '@/lib/past';
import { parseEventNarrowing } from '@/lib/queries/events';
import { INDIVIDUAL_ORDER, individualsQuery, parseIndividualFilter } from '@/lib/queries/identity';
import { rangeWords } from '@/lib/ranges';
import styles from './behaviors.module.css';
import { EventChips } from './event-chips';

const SORTS: Readonly<Record<IndividualSort, string>> = {
  contribution: 'What they add',
  events: 'Events',
  attack_factor: 'Attack factor',
  name: 'Name',
};

/** Who had events in the range, and what those events add to each of them now. */
export function IndividualPerformance({
  integrations,
}: {
  integrations: IdentityDetails['identity']['integrations'];
}) {
  const address = useAddress();
  const filter = parseIndividualFilter(address.get);
  const narrowing = parseEventNarrowing(address.get);
  const list = useInfiniteQuery(individualsQuery(filter));
  const { error, refetch, isPlaceholderData } = list;
  const data = list.data?.pages[0];
  const pages = list.data?.pages ?? [];
  if (data === undefined) {
    if (error === null)
      return (
        <Loading>
          <CardBones rows={10} />
        </Loading>
      );
    return <FailedState what="The people could not be read." error={error} retry={() => void refetch()} />;
  }
  return (
    <Card
      title="Individual performance"
      note={
        isPlaceholderData
          ? 'being read'
          : `${formatCountOf(data.total, 'person', 'people')}, by what the events of the ${rangeWords(data.range, data.asOf)} ${data.asOf === null ? 'add now' : 'added then'}, policy ${data.policy}`
      }
      action={
        <div className={styles.filters}>
          <EventChips names={['group', 'integration']} called={{ integrations }} />
          <Choose
            label="Group"
            value={filter.department}
            name="department"
            options={[
              ...data.departments.map(({ name, people }) => ({
                value: name,
                label: `${formatGroups([name], 1)} (${formatCount(people)})`,
              })),
              ...(filter.department !== null &&
              data.departments.every(({ name }) => name !== filter.department)
                ? [{ value: filter.department, label: filter.department }]
                : []),
            ]}
            all="All groups"
          />
          <Choose
            label="Criticality"
            value={filter.criticality}
            name="criticality"
            options={CRITICALITY_NAMES.map((value) => ({ value, label: CRITICALITY_LABELS[value] }))}
            all="Any criticality"
          />
          <Choose
            label="Band"
            value={filter.band}
            name="band"
            options={BANDS.map((value) => ({ value, label: BAND_FACTS[value].label }))}
            all="Any band"
          />
          <Choose
            label="Source"
            value={filter.integration}
            name="integration"
            options={integrations.map(({ id, name }) => ({ value: id, label: name }))}
            all="All sources"
          />
          <Choose
            label="Order"
            value={filter.sort === 'contribution' ? null : filter.sort}
            name="sort"
            options={INDIVIDUAL_ORDER.slice(1).map((value) => ({
              value,
              label: `By ${SORTS[value].toLowerCase()}`,
            }))}
            all="By what they add"
          />
        </div>
      }
    >
      <WhileOld old={isPlaceholderData}>
        {data.people.length === 0 ? (
          <EmptyState title="Nobody matches.">
            Choose a longer range, another kind, or fewer limits: nobody had an identity event for whom all of
            this {data.asOf === null ? 'is' : 'was'} so.
          </EmptyState>
        ) : (
          <PeopleTable
            pages={pages}
            total={data.total}
            narrowing={{ ...narrowing, range: data.range }}
            asOf={data.asOf}
          />
        )}
      </WhileOld>
      <ShowMore list={list} verb="Show more" what="people" near={pages.length} />
    </Card>
  );
}

/** One choice that narrows the list; kept in the address. */
function Choose({
  label,
  value,
  name,
  options,
  all,
}: {
  label: string;
  value: string | null;
  name: string;
  options: readonly { readonly value: string; readonly label: string }[];
  all: string;
}) {
  const address = useAddress();
  return (
    <NativeSelect
      aria-label={label}
      size="xs"
      value={value ?? ''}
      onChange={(event) => address.set({ [name]: event.currentTarget.value })}
    >
      <option value="">{all}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </NativeSelect>
  );
}

const COLUMNS = 5;

function PeopleTable({
  pages,
  total,
  narrowing,
  asOf,
}: {
  pages: readonly Individuals[];
  total: number;
  /** What the events of each are narrowed to. */
  narrowing: EventLink;
  /** The past instant that the scores are of; null of now. */
  asOf: string | null;
}) {
  const present = useNow();
  const carried = useCarried();
  const now = asOf === null ? present : Date.parse(asOf);
  const begins = pages.map((_page, index) =>
    pages.slice(0, index).reduce((before, { people }) => before + people.length, 0),
  );
  return (
    <div className={table.scroll}>
      <table
        className={`${table.table ?? ''} ${table.stacks ?? ''}`}
        aria-label="People by what their events add"
        aria-rowcount={total + 1}
      >
        <thead>
          <tr>
            <th scope="col">Person</th>
            <th scope="col">Attack factor</th>
            <th scope="col" className={table.num}>
              Events in this time
            </th>
            <th scope="col" className={table.num}>
              They add
            </th>
            <th scope="col" className={table.num}>
              Falls a band in
            </th>
          </tr>
        </thead>
        {pages.map((page, number) => (
          <WindowedRows
            key={page.people[0]?.person.id ?? ''}
            columns={COLUMNS}
            rows={() =>
              page.people.map(({ person, events, contribution, contributionPrinted }, index) => (
                <tr key={person.id} data-opens aria-rowindex={(begins[number] ?? 0) + index + 2}>
                  <th scope="row" data-lead>
                    <Link
                      className={table.opener}
                      href={carried(`/people/${person.id}`)}
                      prefetch={false}
                      data-row
                    >
                      {person.name}
                    </Link>
                    <span className={table.sub}>
                      {person.groups.length > 0
                        ? formatGroups(person.groups, 3)
                        : (person.email ?? person.username)}
                    </span>
                  </th>
                  <td data-label="Attack factor" data-wide>
                    <BandScore shown={person.attackFactor.shown} band={person.attackFactor.band} />
                  </td>
                  <td data-label="Events in this time" className={table.num}>
                    <NumberLink count={events} href={eventsHref({ ...narrowing, person: person.id })} />
                  </td>
                  <td data-label="They add" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
                    {formatContribution(contributionPrinted, contribution)}
                  </td>
                  <td data-label="Falls a band in" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                    {fallLength(person.fallsBelow, now) ?? '–'}
                  </td>
                </tr>
              ))
            }
          />
        ))}
      </table>
    </div>
  );
}
