'use client';

import { useQuery } from '@tanstack/react-query';
import { percent } from '@/components/charts/percent';
import { SparklineChart } from '@/components/charts/sparkline';
import { TableToggle } from '@/components/charts/table-toggle';
import { NumberLink } from '@/components/dashboard/number-link';
import { Card } from '@/components/ui/card';
import { Segmented } from '@/components/ui/segmented';
import { CardBones, Loading } from '@/components/ui/skeleton';
import { EmptyState, FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import { WhileOld } from '@/components/ui/while-old';
import { BAND_FACTS, bandOf } from '@/domain/bands';
import { EVENT_GROUPS, type EventKind, parseEventKind } from '@/domain/event-catalogue';
import type { Range } from '@/domain/views/dashboard';
import type { BreakdownBy, BreakdownRow, ScoreBreakdown as Breakdown } from '@/domain/views/identity-scores';
import { useAddress } from '@/lib/address';
import { type PreparedRow, prepareScoreBreakdown } from '@/lib/charts/prepare-score-breakdown';
import { type EventLink, eventPeopleHref, eventsHref } from '@/lib/event-links';
import { formatContribution, formatDecimal, formatPoints, formatShare } from '@/lib/format/number';
import { formatGroups } from '@/lib/format/place';
import { usePastMoment } from '@/lib/past';
import { BREAKDOWN_ORDER, breakdownQuery, parseBreakdown } from '@/lib/queries/identity';
import { RANGE_WORDS, rangeWords } from '@/lib/ranges';
import { useTurned } from '@/lib/use-turned';
import styles from './behaviors.module.css';
import { BreakdownCourse } from './breakdown-course';
import { FirstRows } from './first-rows';

const WORDS: Readonly<Record<BreakdownBy, { readonly one: string; readonly many: string }>> = {
  kind: { one: 'Kind', many: 'kinds' },
  group: { one: 'Group', many: 'groups' },
  department: { one: 'Department', many: 'departments' },
  source: { one: 'Source', many: 'sources' },
};

/** What the attack factors of all people are made of, in one of four ways, and how that has moved. */
export function ScoreBreakdown({ range, kind }: { range: Range; kind: EventKind | null }) {
  const address = useAddress();
  const by = parseBreakdown(address.get('by'));
  const moment = usePastMoment();
  const [asTable, turn] = useTurned('tables', 'score-breakdown');
  const { data, error, refetch, isPlaceholderData } = useQuery(breakdownQuery(range, kind, by, moment));
  if (data === undefined) {
    if (error === null)
      return (
        <Loading>
          <CardBones rows={10} />
        </Loading>
      );
    return <FailedState what="The scores could not be read." error={error} retry={() => void refetch()} />;
  }
  return (
    <Card
      title="Score breakdown"
      note={`what the events of the ${rangeWords(data.range, data.asOf)} ${data.asOf === null ? 'add to all people together, now' : 'added to all people together, then'} and before the cap, policy ${data.policy}`}
      action={
        <>
          <Segmented
            label="Broken down by"
            value={by}
            options={BREAKDOWN_ORDER.map((value) => ({ value, label: WORDS[value].one }))}
            onChange={(value) => address.set({ by: value === 'kind' ? null : value })}
          />
          {data.rows.length > 0 && <TableToggle asTable={asTable} onTurn={turn} />}
        </>
      }
    >
      <WhileOld old={isPlaceholderData}>
        {data.rows.length === 0 ? (
          <EmptyState title="Nothing adds to anybody’s attack factor.">
            {data.asOf === null
              ? `With the first identity event this shows which ${WORDS[data.by].many} the scores are made of.`
              : 'No identity event of the time before then counts in this reading.'}
          </EmptyState>
        ) : asTable ? (
          <BreakdownCourse data={data} {...WORDS[data.by]} />
        ) : (
          <BreakdownTable data={data} />
        )}
      </WhileOld>
    </Card>
  );
}

function BreakdownTable({ data }: { data: Breakdown }) {
  const { rows, moved } = prepareScoreBreakdown(data);
  const { by, range, overlap, all } = data;
  const before = RANGE_WORDS[range].long.replace('last ', '');
  return (
    <>
      <FirstRows rows={rows} what={WORDS[by].many}>
        {(shown) => (
          <div className={table.scroll}>
            <table
              className={`${table.table ?? ''} ${table.stacks ?? ''}`}
              aria-label={`Scores by ${WORDS[by].one.toLowerCase()}`}
            >
              <thead>
                <tr>
                  <th scope="col">{WORDS[by].one}</th>
                  {by === 'kind' && (
                    <th scope="col" className={table.num}>
                      Weight
                    </th>
                  )}
                  <th scope="col" className={table.num}>
                    Events
                  </th>
                  <th scope="col" className={table.num}>
                    People
                  </th>
                  <th scope="col">Share</th>
                  <th scope="col" title={`The same of the ${before} before each point`}>
                    How it moved
                  </th>
                  <th scope="col" className={table.num} title={`Against the ${before} before`}>
                    Change
                  </th>
                  <th scope="col" className={table.num}>
                    Adds
                  </th>
                </tr>
              </thead>
              <tbody>
                {shown.map((row) => (
                  <Row key={row.row.key ?? ''} prepared={row} data={data} />
                ))}
              </tbody>
              <tfoot>
                <tr>
                  <th scope="row" data-lead colSpan={by === 'kind' ? 5 : 4}>
                    All {WORDS[by].many}
                  </th>
                  <td data-label="How it moved">
                    <Course values={all.course} unread={data.unread} />
                  </td>
                  <td data-label="Change" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                    {movedWords(moved)}
                  </td>
                  <td data-label="Adds" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
                    {formatContribution(all.contributionPrinted, all.contribution)}
                  </td>
                </tr>
              </tfoot>
            </table>
          </div>
        )}
      </FirstRows>
      <p className={styles.note}>
        Change is against what the events of the {before} before added up to the same time, by what{' '}
        {data.reading === 'then' ? 'was known then.' : 'is known now.'}
        {overlap &&
          ' Somebody in several groups stands in each of them, so the rows add up to more than all.'}
      </p>
    </>
  );
}

function Row({ prepared: { row, share, moved }, data }: { prepared: PreparedRow; data: Breakdown }) {
  const link = linkOf(row, data);
  return (
    <tr>
      <th scope="row" data-lead>
        {data.by === 'department' ? formatGroups([row.label], 1) : row.label}
      </th>
      {data.by === 'kind' && (
        <td data-label="Weight" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
          {row.weight === null ? '–' : formatDecimal(row.weight, 1)}
        </td>
      )}
      <td data-label="Events" className={table.num}>
        <NumberLink count={row.events} href={eventsHref(link)} />
      </td>
      <td data-label="People" className={table.num}>
        <NumberLink count={row.people} href={eventPeopleHref(link)} />
      </td>
      <td data-label="Share" data-wide>
        <span className={styles.shareCell}>
          <svg className={styles.share} height="10" aria-hidden="true" focusable="false">
            <rect width="100%" height="10" rx="2" fill="var(--p-band-0)" />
            <rect
              width={percent(Math.min(1, row.share))}
              height="10"
              rx="2"
              fill={
                row.weight === null
                  ? 'var(--p-accent)'
                  : `var(--p-band-${BAND_FACTS[bandOf(row.weight)].index})`
              }
            />
          </svg>
          {formatShare(share)}
        </span>
      </td>
      <td data-label="How it moved">
        <Course values={row.course} unread={data.unread} />
      </td>
      <td data-label="Change" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
        {movedWords(moved)}
      </td>
      <td data-label="Adds" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
        {formatContribution(row.contributionPrinted, row.contribution)}
      </td>
    </tr>
  );
}

/** How it moved; of one point, or none, there is no line to draw. */
function Course({ values, unread }: { values: BreakdownRow['course']; unread: Breakdown['unread'] }) {
  if (values.filter((value) => value !== null).length < 2)
    return <span className={table.soft}>not known</span>;
  return <SparklineChart values={values} unread={unread} />;
}

/** What the list of exactly the events of a row is narrowed to. */
function linkOf({ key }: BreakdownRow, { by, range, kind }: Breakdown): EventLink {
  switch (by) {
    case 'kind':
      return { range, kind: parseEventKind(key) };
    case 'group':
      return { range, kind, group: EVENT_GROUPS.find((group) => group === key) ?? null };
    case 'department':
      return key === null ? { range, kind, ungrouped: 'true' } : { range, kind, department: key };
    case 'source':
      return { range, kind, integration: key };
  }
}

function movedWords(moved: number | null): string {
  if (moved === null) return '–';
  return moved === 0 ? '0' : formatPoints(moved, 2);
}
