'use client';

import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { ChooseMoment } from '@/components/ui/choose-moment';
import { Moment } from '@/components/ui/moment';
import { PageHead } from '@/components/ui/page-head';
import { Panel } from '@/components/ui/card';
import { PastLacks, PastStrip, pastWords, UnreadMoment } from '@/components/ui/past-strip';
import { PolicyLink } from '@/components/ui/policy-link';
import { ShowMore } from '@/components/ui/show-more';
import { StandsStill } from '@/components/ui/stands-still';
import { EmptyState } from '@/components/ui/states';
import { WhileOld } from '@/components/ui/while-old';
import type { PeoplePage } from '@/domain/views/person';
import { useAddress } from '@/lib/address';
import { Problem } from '@/lib/api/problem';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { usePastMoment } from '@/lib/past';
import { type CalledInFilters, filterParts, orderWords } from '@/lib/people-words';
import { sessionQuery } from '@/lib/queries/frame';
import { useUpToDate } from '@/lib/queries/long-list';
import {
  filterInput,
  isNarrowing,
  livePages,
  NO_FILTER,
  parsePeopleFilter,
  peopleFile,
  peopleQuery,
  type PeopleFilter,
} from '@/lib/queries/people';
import { BulkBar } from './bulk-bar';
import { ListPageBones } from '@/components/ui/skeleton';
import { PeopleNotRead } from './people-not-read';
import { PeopleTable } from './people-table';
import { PeopleTools } from './people-tools';
import styles from './people.module.css';
import { UnreadFilters } from './unread-filters';
import { SavedViewsButton } from './saved-views';
import { useCalled } from './use-called';
import { useChosen } from './use-chosen';

/** Everybody, in the order of any column, narrowed by scores, kinds, groups and words. */
export function PeopleScreen() {
  const address = useAddress();
  const filter = parsePeopleFilter(address.get);
  const moment = usePastMoment();
  const query = peopleQuery(filter, moment);
  const { data: session } = useQuery(sessionQuery());
  const called = useCalled(filter.integration !== null);
  const chosen = useChosen(JSON.stringify({ ...filterInput(filter), ...moment }));
  const list = useInfiniteQuery(query);
  const { data, error, isPlaceholderData, refetch, hasNextPage } = list;
  const upToDate = useUpToDate(query.queryKey);
  const first = data?.pages[0];
  if (data === undefined || first === undefined) {
    if (error === null) return <ListPageBones rows={12} />;
    return (
      <>
        <PageHead title="People" actions={<SavedViewsButton filter={filter} />} />
        {moment.at !== null && <PastStrip asOf={moment.at} reading={moment.reading} />}
        <PeopleNotRead
          error={error}
          q={filter.q}
          past={moment.at !== null}
          named={session?.namesWithheld !== true}
          retry={() => void refetch()}
        />
      </>
    );
  }
  const listed = data.pages.reduce((sum, { people }) => sum + people.length, 0);
  const narrowed = isNarrowing(filter);
  const permissions = session?.permissions ?? [];
  return (
    <>
      <PageHead
        title="People"
        actions={
          <>
            <ChooseMoment at={first.at} asOf={first.asOf} />
            <SavedViewsButton filter={filter} />
            {listed > 0 && (
              <Button
                component="a"
                href={peopleFile(filter, moment)}
                download
                variant="default"
                leftSection={<IconDownload size={16} stroke={2} aria-hidden />}
              >
                Export {formatCount(first.total)} as CSV
              </Button>
            )}
          </>
        }
        note={
          <>
            {orderWords(filter)} ·{' '}
            {narrowed && first.figures !== null
              ? `${formatCount(first.total)} of ${formatCountOf(first.figures.people, 'person', 'people')}`
              : formatCountOf(first.total, 'person', 'people')}{' '}
            as of <Moment at={first.at} />, <PolicyLink number={first.policy} />
            {first.entered !== null && <HowFound {...first.entered} />}
          </>
        }
      />
      <div className={styles.notices}>
        <UnreadMoment />
        <UnreadFilters />
        {moment.at !== null && (
          <PastStrip asOf={moment.at} reading={moment.reading}>
            {first.reading === moment.reading && (
              <>
                <PastLacks {...first} />
                {pastWords('People, scores and groups', first.reading, first.policy)}
                Human risk scores are those of that day, where one was kept.
                {filter.watchlist !== null &&
                  ' Who was on the watchlist is reckoned by the rule that it has now.'}
              </>
            )}
          </PastStrip>
        )}
      </div>
      <Panel label="People">
        {first.inBands !== null && <PeopleTools filter={filter} inBands={first.inBands} />}
        <BulkBar
          chosen={chosen}
          filter={filter}
          moment={moment}
          total={first.total}
          permissions={permissions}
        />
        {first.asOf === null && (
          <StandsStill
            pages={data.pages.length}
            most={livePages(filter)}
            at={first.at}
            queryKey={query.queryKey}
          />
        )}
        <WhileOld old={isPlaceholderData}>
          {listed > 0 ? (
            <PeopleTable pages={data.pages} filter={filter} total={first.total} chosen={chosen} />
          ) : (
            <Nobody
              filter={filter}
              called={called}
              narrowed={narrowed}
              past={first}
              named={session?.namesWithheld !== true}
              onClear={() => address.set(NO_FILTER)}
            />
          )}
        </WhileOld>
        <ShowMore
          list={list}
          verb="Show more"
          what="people"
          near={isPlaceholderData ? null : data.pages.length}
          {...(begunUnderAnother(error) && { retry: () => void upToDate() })}
        />
        {!hasNextPage && listed > 20 && (
          <p className={styles.end}>
            {narrowed ? 'That is everyone who matches' : 'That is everyone'}: {formatCount(listed)} people.
          </p>
        )}
      </Panel>
    </>
  );
}

/** What those who entered a band could not be compared with. */
function HowFound({ compared, collectsSince, eventsBefore }: NonNullable<PeoplePage['entered']>) {
  return (
    <>
      {compared !== null &&
        ` · only the ${formatCount(compared)} with the highest factor were compared with what they were`}
      {collectsSince !== null && (
        <>
          {' '}
          · nothing was known before <Moment at={collectsSince} as="dated" />, so that each of them has risen
          since
        </>
      )}
      {eventsBefore !== null && (
        <>
          {' '}
          · events from before <Moment at={eventsBefore} as="dated" /> are not kept, so that some may have
          been higher than is known
        </>
      )}
    </>
  );
}

/** Whether a list cannot go on because another policy has come into force since it began. */
function begunUnderAnother(error: unknown): boolean {
  return error instanceof Problem && error.status === 409;
}

function Nobody({
  filter,
  called,
  narrowed,
  past,
  named,
  onClear,
}: {
  filter: PeopleFilter;
  called: CalledInFilters;
  narrowed: boolean;
  past: Pick<PeoplePage, 'asOf' | 'collectsSince'>;
  /** Whether people are found by name. */
  named: boolean;
  onClear: () => void;
}) {
  const address = useAddress();
  if (past.collectsSince !== null)
    return (
      <EmptyState
        title="Nobody was known yet."
        centred
        action={
          <Button variant="default" onClick={() => address.set({ reading: 'hindsight' })}>
            Show it with hindsight
          </Button>
        }
      >
        Parapet has collected since <Moment at={past.collectsSince} as="dated" />. With hindsight the list
        shows what is known now of that moment.
      </EmptyState>
    );
  if (!narrowed && past.asOf !== null)
    return (
      <EmptyState title="Nobody was known yet." centred>
        The first record of anybody is of a later moment.
      </EmptyState>
    );
  if (!narrowed) {
    return (
      <EmptyState title="Nobody is known yet." centred>
        People appear here with their first sign-in that is read from Duo. Connect Cisco Duo under
        Integrations to begin.
      </EmptyState>
    );
  }
  const words = [
    ...filterParts(filter, called).map((part) => part.words),
    ...(filter.q === ''
      ? []
      : [named ? `“${filter.q}” in name, username or e-mail` : `a pseudonym that begins with “${filter.q}”`]),
  ];
  return (
    <EmptyState
      title="Nobody matches."
      centred
      action={
        <Button variant="default" onClick={onClear}>
          Show everybody
        </Button>
      }
    >
      {past.asOf === null
        ? 'At this moment there is nobody for whom all of this is so: '
        : 'At that moment there was nobody for whom all of this was so: '}
      {words.join('; ')}.
    </EmptyState>
  );
}
