'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { NumberLink } from '@/components/dashboard/number-link';
import { BandScore } from '@/components/ui/band';
import { Card } from '@/components/ui/card';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { ShowMore } from '@/components/ui/show-more';
import { EmptyState, FailedState } from '@/components/ui/states';
import { SortHead } from '@/components/ui/sort-head';
import table from '@/components/ui/table.module.css';
import { WhileOld } from '@/components/ui/while-old';
import { WindowedRows } from '@/components/ui/windowed-rows';
import { BAND_FACTS, BANDS } from '@/domain/bands';
import type { IdentityDetails } from '@/domain/views/dashboard';
import { INDIVIDUAL_ORDERS, type IndividualSort } from '@/domain/people/individual-order';
import type { Individuals } from '@/domain/views/identity-scores';
import { useAddress } from '@/lib/address';
import { useNow } from '@/lib/clock';
import { CRITICALITY_LABELS, CRITICALITY_NAMES } from '@/lib/criticality-words';
import { type EventLink, eventsHref } from '@/lib/event-links';
import { fallLength } from '@/lib/format/fall';
import { formatContribution, formatCountOf } from '@/lib/format/number';
import { formatGroups } from '@/lib/format/place';
import { useCarried } from '@/lib/past';
import { parseEventNarrowing } from '@/lib/queries/events';
import { type IndividualFilter, individualsQuery, parseIndividualFilter } from '@/lib/queries/identity';
import { rangeWords } from '@/lib/ranges';
import styles from './behaviors.module.css';
import { EventChips } from './event-chips';
import { Choose, ChooseGroup, ChooseOrder, INDIVIDUAL_SORT_LABELS } from './individual-choices';

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
          <ChooseGroup filter={filter} departments={data.departments} />
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
          <ChooseOrder filter={filter} />
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
            filter={filter}
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

const COLUMNS = 5;

function Head({ sort, ...head }: { sort: IndividualSort; order: IndividualFilter; number?: boolean }) {
  return <SortHead sort={sort} label={INDIVIDUAL_SORT_LABELS[sort]} orders={INDIVIDUAL_ORDERS} {...head} />;
}

function PeopleTable({
  pages,
  total,
  filter,
  narrowing,
  asOf,
}: {
  pages: readonly Individuals[];
  total: number;
  filter: IndividualFilter;
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
            <Head sort="name" order={filter} />
            <Head sort="attack_factor" order={filter} />
            <Head sort="events" order={filter} number />
            <Head sort="contribution" order={filter} number />
            <Head sort="fall" order={filter} number />
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
