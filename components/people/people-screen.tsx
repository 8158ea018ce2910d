'use client';

import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Moment } from '@/components/ui/moment';
import { PageHead } from '@/components/ui/page-head';
import { Panel } from '@/components/ui/card';
import { EmptyState, FailedState } from '@/components/ui/states';
import { BAND_FACTS } from '@/domain/bands';
import { POSTURE_LABELS } from '@/domain/human-risk/posture-state';
import { useAddress } from '@/lib/address';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { parsePeopleFilter, peopleQuery, type PeopleFilter } from '@/lib/queries/people';
import { PeopleBones } from './people-bones';
import { PeopleTools } from './people-tools';
import styles from './people.module.css';
import { PersonTable } from './person-table';

/** Everybody, the most attacked or the riskiest first, narrowed by band, posture and words. */
export function PeopleScreen() {
  const address = useAddress();
  const filter = parsePeopleFilter(address.get);
  const { data, error, refetch, fetchNextPage, hasNextPage, isFetchingNextPage } = useInfiniteQuery(
    peopleQuery(filter),
  );
  const first = data?.pages[0];
  if (data === undefined || first === undefined) {
    if (error === null) return <PeopleBones />;
    return (
      <>
        <PageHead title="People" />
        <FailedState what="The people could not be read." error={error} retry={() => void refetch()} />
      </>
    );
  }
  const people = data.pages.flatMap((page) => page.people);
  const narrowed =
    [filter.band, filter.least, filter.risk, filter.posture, filter.group].some((part) => part !== null) ||
    filter.q !== '';
  return (
    <>
      <PageHead
        title="People"
        note={
          <>
            By {filter.sort === 'human_risk' ? 'human risk score' : 'attack factor'}, highest first ·{' '}
            {formatCountOf(first.total, 'person', 'people')} as of <Moment at={first.at} />, policy{' '}
            {first.policy}
          </>
        }
      />
      <Panel label="People">
        <PeopleTools
          filter={filter}
          bands={filter.sort === 'human_risk' ? first.risk.bands : first.bands}
          without={first.risk.without}
        />
        {people.length > 0 && <PersonTable people={people} label="People" />}
        {people.length === 0 && (
          <Nobody
            filter={filter}
            narrowed={narrowed}
            onClear={() =>
              address.set({ q: null, band: null, least: null, risk: null, posture: null, group: null })
            }
          />
        )}
        {hasNextPage && (
          <div className={styles.more}>
            <Button variant="default" loading={isFetchingNextPage} onClick={() => void fetchNextPage()}>
              Show more people
            </Button>
          </div>
        )}
        {!hasNextPage && people.length > 20 && (
          <p className={styles.end}>
            {narrowed ? 'That is everyone who matches' : 'That is everyone'}: {formatCount(people.length)}{' '}
            people.
          </p>
        )}
      </Panel>
    </>
  );
}

function Nobody({
  filter,
  narrowed,
  onClear,
}: {
  filter: PeopleFilter;
  narrowed: boolean;
  onClear: () => void;
}) {
  if (!narrowed) {
    return (
      <EmptyState title="Nobody is known yet." centred>
        People appear here with their first sign-in that is read from Duo. Connect Cisco Duo under
        Integrations to begin.
      </EmptyState>
    );
  }
  const band = filter.band === null ? null : `in band ${BAND_FACTS[filter.band].label}`;
  const least = filter.least === null ? null : `in band ${BAND_FACTS[filter.least].label} or above`;
  const risk = filter.risk === null ? null : `whose human risk score is ${BAND_FACTS[filter.risk].label}`;
  const posture = filter.posture === null ? null : `under “${POSTURE_LABELS[filter.posture]}”`;
  const group = filter.group === null ? null : `in group “${filter.group}”`;
  const words = filter.q === '' ? null : `whose name, username or e-mail begins with “${filter.q}”`;
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
      There is nobody {[band, least, risk, posture, group, words].filter((part) => part !== null).join(' ')}{' '}
      at this moment.
    </EmptyState>
  );
}
