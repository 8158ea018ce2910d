'use client';

import { IconChevronDown } from '@tabler/icons-react';
import { SparklineChart } from '@/components/charts/sparkline';
import { TableToggle } from '@/components/charts/table-toggle';
import { Card } from '@/components/ui/card';
import { GridTable } from '@/components/ui/grid-table';
import table from '@/components/ui/table.module.css';
import { EVENT_GROUP_LABELS, EVENT_GROUPS } from '@/domain/event-catalogue';
import type { Dashboard, Range } from '@/domain/views/dashboard';
import { detailsHref, eventPeopleHref, eventsHref } from '@/lib/event-links';
import { formatChange } from '@/lib/format/number';
import { usePastMoment } from '@/lib/past';
import { CHANGE_WORDS, rangeWords } from '@/lib/ranges';
import { useTurned } from '@/lib/use-turned';
import { BehaviorCourses } from './behavior-courses';
import styles from './dashboard.module.css';
import { DetailsLink } from './details-link';
import { NumberLink } from './number-link';
import { PolicyRows, PostureRows } from './other-behavior-rows';
import { useOpenRow } from './use-open-row';

type Identity = Dashboard['identity'];

/**
 * Human Risk Behaviors: identity events as a row that opens into integrations and kinds; below it how people stand, which
 * feeds the human risk score, and whom the access policy stopped.
 */
export function BehaviorsCard({
  identity,
  posture,
  policy,
  range,
  at,
  maySearch,
}: {
  identity: Identity;
  posture: Dashboard['posture'];
  policy: Dashboard['policyDenials'];
  range: Range;
  /** What the range ends with, in epoch milliseconds. */
  at: number;
  maySearch: boolean;
}) {
  const [open, turn] = useOpenRow('identity');
  const moment = usePastMoment();
  const [asTable, turnTable] = useTurned('tables', 'behaviors');
  return (
    <Card
      title="Human Risk Behaviors"
      note={rangeWords(range, moment.at)}
      action={<TableToggle asTable={asTable} onTurn={turnTable} />}
    >
      {asTable && (
        <BehaviorCourses identity={identity} posture={posture} policy={policy} range={range} at={at} />
      )}
      <div className={table.scroll} hidden={asTable}>
        <GridTable
          label="Human Risk Behaviors"
          className={`${table.table ?? ''} ${table.stacks ?? ''} ${table.four ?? ''}`}
        >
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
              <th scope="col">
                <span className="visually-hidden">Details</span>
              </th>
            </tr>
          </thead>
          <tbody>
            <tr>
              <th scope="row" data-lead>
                <button type="button" className={styles.toggle} aria-expanded={open} onClick={turn}>
                  <IconChevronDown size={15} stroke={2} aria-hidden />
                  Identity events
                </button>
              </th>
              <td data-label="Trend">
                <SparklineChart values={identity.trend} unread={identity.unread} />
              </td>
              <td data-label="Events" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
                <NumberLink count={identity.events} href={eventsHref({ range })} />
              </td>
              <td data-label="Change" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                {formatChange(identity.change)}
              </td>
              <td data-label="People" className={table.num}>
                <NumberLink count={identity.people} href={eventPeopleHref({ range })} />
              </td>
              <td className={table.num}>
                <DetailsLink href={detailsHref({ range })} of="identity events" />
              </td>
            </tr>
            {open &&
              identity.integrations.map((integration) => (
                <tr key={integration.id}>
                  <th scope="row" data-lead className={styles.indent}>
                    {integration.name}
                    <span className={table.sub}>Integration</span>
                  </th>
                  <td data-empty />
                  <td data-label="Events" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
                    <NumberLink
                      count={integration.events}
                      href={eventsHref({ range, integration: integration.id })}
                    />
                  </td>
                  <td data-empty />
                  <td data-label="People" className={table.num}>
                    <NumberLink
                      count={integration.people}
                      href={eventPeopleHref({ range, integration: integration.id })}
                    />
                  </td>
                  <td data-empty />
                </tr>
              ))}
            {open &&
              identity.kinds.map((kind) => (
                <tr key={kind.kind}>
                  <th scope="row" data-lead className={styles.indent}>
                    {kind.label}
                    <span className={table.sub}>{groupLabel(kind.group)}</span>
                  </th>
                  <td data-label="Trend">
                    <SparklineChart values={kind.trend} unread={identity.unread} />
                  </td>
                  <td data-label="Events" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
                    <NumberLink count={kind.events} href={eventsHref({ range, kind: kind.kind })} />
                  </td>
                  <td data-label="Change" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                    {formatChange(kind.change)}
                  </td>
                  <td data-label="People" className={table.num}>
                    <NumberLink count={kind.people} href={eventPeopleHref({ range, kind: kind.kind })} />
                  </td>
                  <td className={table.num}>
                    <DetailsLink href={detailsHref({ range, kind: kind.kind })} of={kind.label} />
                  </td>
                </tr>
              ))}
            {posture.map((behavior) => (
              <PostureRows key={behavior.id} behavior={behavior} range={range} />
            ))}
            <PolicyRows policy={policy} range={range} maySearch={maySearch} />
          </tbody>
        </GridTable>
      </div>
      {identity.events === 0 && (
        <p className={table.sub} style={{ padding: '10px 8px 0' }}>
          No identity events in this time. Each kind gets its own line with its first event.
        </p>
      )}
    </Card>
  );
}

/** The name of a group; a name from a newer server is shown as it came. */
function groupLabel(group: string): string {
  const known = EVENT_GROUPS.find((id) => id === group);
  return known === undefined ? group : EVENT_GROUP_LABELS[known];
}
