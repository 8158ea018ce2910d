'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { CourseTable } from '@/components/charts/course-table';
import { SparklineChart } from '@/components/charts/sparkline';
import { TableToggle } from '@/components/charts/table-toggle';
import { FeedStrip } from '@/components/dashboard/feed-strip';
import { Card, Panel } from '@/components/ui/card';
import { ChooseMoment } from '@/components/ui/choose-moment';
import { ChooseRange, useRange } from '@/components/ui/choose-range';
import { PageHead } from '@/components/ui/page-head';
import { PastStrip } from '@/components/ui/past-strip';
import { FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { WhileOld } from '@/components/ui/while-old';
import { NumberLink } from '@/components/dashboard/number-link';
import { rangeWindow } from '@/domain/range-window';
import { identityCourse } from '@/lib/charts/behavior-courses';
import { barsOf } from '@/lib/charts/prepare-course';
import { detailsHref, eventPeopleHref, eventsHref } from '@/lib/event-links';
import { formatChange } from '@/lib/format/number';
import { useCarried, usePastMoment } from '@/lib/past';
import { sessionQuery } from '@/lib/queries/frame';
import { behaviorsQuery, identityQuery } from '@/lib/queries/identity';
import { CHANGE_WORDS, rangeWords } from '@/lib/ranges';
import { useTurned } from '@/lib/use-turned';
import { BehaviorBones } from './behavior-bones';
import styles from './behaviors.module.css';
import { OtherBehaviors } from './other-behaviors';
import { PastOfBehavior } from './past-of-behavior';

/** All behaviors under which events are counted. */
export function BehaviorsScreen() {
  const range = useRange();
  const moment = usePastMoment();
  const [asTable, turn] = useTurned('tables', 'identity');
  const { data, error, refetch, isPlaceholderData } = useQuery(identityQuery(range, null, moment));
  const others = useQuery(behaviorsQuery(range, moment));
  const { data: session } = useQuery(sessionQuery());
  const carried = useCarried();
  if (data === undefined) {
    if (error === null) return <BehaviorBones />;
    return (
      <>
        <PageHead title="Behaviors" />
        {moment.at !== null && <PastStrip asOf={moment.at} reading={moment.reading} />}
        <FailedState what="The behaviors could not be read." error={error} retry={() => void refetch()} />
      </>
    );
  }
  // What was read before is shown until the next is here: it says itself of which range it is.
  const { identity, range: shown } = data;
  return (
    <>
      <PageHead
        title="Behaviors"
        note={`What is counted, ${rangeWords(shown, data.asOf)}`}
        actions={
          <>
            <ChooseMoment at={data.at} asOf={data.asOf} />
            <ChooseRange />
          </>
        }
      />
      <WhileOld old={isPlaceholderData || others.isPlaceholderData} className={styles.stack}>
        <PastOfBehavior data={data}>
          Human risk scores are those of that day, where one was kept; denials are by when they occurred.
        </PastOfBehavior>
        {data.feed !== null && (
          <FeedStrip feed={data.feed} mayOpen={session?.permissions.includes('integrations:read') ?? false} />
        )}
        <Card
          title="Identity events"
          note="what is done to people’s identities"
          action={<TableToggle asTable={asTable} onTurn={turn} />}
        >
          {asTable && (
            <CourseTable
              label="Identity events over time"
              courses={[identityCourse(identity)]}
              instants={barsOf(rangeWindow(shown, Date.parse(data.at)), identity.trend.length)}
              unread={identity.unread}
            />
          )}
          <div className={table.scroll} hidden={asTable}>
            <table className={`${table.table ?? ''} ${table.stacks ?? ''} ${table.four ?? ''}`}>
              <thead>
                <tr>
                  <th scope="col">Behavior</th>
                  <th scope="col">Trend</th>
                  <th scope="col" className={table.num}>
                    Events
                  </th>
                  <th scope="col" className={table.num} title={CHANGE_WORDS}>
                    Change
                  </th>
                  <th scope="col" className={table.num}>
                    People
                  </th>
                </tr>
              </thead>
              <tbody>
                <tr data-opens>
                  <th scope="row" data-lead>
                    <Link className={table.opener} href={carried(detailsHref({ range: shown }))} data-row>
                      Identity events
                    </Link>
                    <span className={table.sub}>They move the attack factor.</span>
                  </th>
                  <td data-label="Trend">
                    <SparklineChart values={identity.trend} unread={identity.unread} />
                  </td>
                  <td data-label="Events" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
                    <span className={table.above}>
                      <NumberLink count={identity.events} href={eventsHref({ range: shown })} />
                    </span>
                  </td>
                  <td data-label="Change" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                    {formatChange(identity.change)}
                  </td>
                  <td data-label="People" className={table.num}>
                    <span className={table.above}>
                      <NumberLink count={identity.people} href={eventPeopleHref({ range: shown })} />
                    </span>
                  </td>
                </tr>
              </tbody>
            </table>
          </div>
        </Card>
        {others.data !== undefined && (
          <OtherBehaviors
            behaviors={others.data}
            maySearch={session?.permissions.includes('signals:read') ?? false}
          />
        )}
        {others.data === undefined && others.error !== null && (
          <Panel label="Other behaviors">
            <FailedState
              what="The other behaviors could not be read."
              error={others.error}
              retry={() => void others.refetch()}
            />
          </Panel>
        )}
      </WhileOld>
    </>
  );
}
