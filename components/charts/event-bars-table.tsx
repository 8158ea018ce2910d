import { NumberLink } from '@/components/dashboard/number-link';
import table from '@/components/ui/table.module.css';
import { Moment } from '@/components/ui/moment';
import type { EventGroup } from '@/domain/event-catalogue';
import type { EventsOverTime, TimeBar } from '@/lib/charts/prepare-events-over-time';
import { type EventLink, eventsHref } from '@/lib/event-links';
import styles from './charts.module.css';
import { ExactTime } from './exact-time';

/** What is counted; a number leads on with it, so that the time of the page stays chosen. */
type CountedOf = Pick<EventLink, 'kind' | 'range'>;

/** The numbers of the bars, newest first; each leads to the events that it counts. Below it what was not collected. */
export function EventBarsTable({
  model,
  compare,
  of,
}: {
  model: EventsOverTime;
  compare: boolean;
  of: CountedOf;
}) {
  return (
    <div className={styles.tableBox} role="region" aria-label="Events over time, as a table" tabIndex={0}>
      <table className={table.table}>
        <thead>
          <tr>
            <th scope="col">{model.utcDays ? 'Day (UTC)' : 'Time'}</th>
            {model.groups.map(({ group, label }) => (
              <th scope="col" className={table.num} key={group}>
                {label}
              </th>
            ))}
            <th scope="col" className={table.num}>
              All
            </th>
            {compare && (
              <th scope="col" className={table.num}>
                Period before
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {[...model.bars].reverse().map((bar) => (
            <tr key={bar.key}>
              <th scope="row">
                <ExactTime from={Date.parse(bar.start)} to={Date.parse(bar.end)}>
                  {bar.label}
                </ExactTime>
                {!bar.complete && <span className={table.soft}> · still filling</span>}
                {bar.missing.some(({ refilledAt }) => refilledAt === null) && (
                  <span className={table.soft}> · not all collected</span>
                )}
              </th>
              {model.groups.map(({ group }) => (
                <td className={table.num} key={group}>
                  <Count count={bar.counts[group]} bar={bar} of={of} group={group} />
                </td>
              ))}
              <td className={`${table.num ?? ''} ${table.strong ?? ''}`}>
                <Count count={bar.gap ? null : bar.total} bar={bar} of={of} group={null} />
              </td>
              {compare && (
                <td className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                  <Before bar={bar} of={of} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {model.missing.length > 0 && (
        <ul className={styles.missing} aria-label="Not collected">
          {model.missing.map(({ key, gap }) => (
            <li key={key}>
              {gap.streamLabel} of {gap.integration.name}, <Moment at={gap.from} /> to <Moment at={gap.to} />:{' '}
              {gap.why}
              {gap.refilledAt !== null && ' It was collected later.'}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** What the same bar of the period before counted. Of zero there is no list. */
function Before({ bar: { before, beforeSpan }, of }: { bar: TimeBar; of: CountedOf }) {
  if (before === null || beforeSpan === null) return 'not known';
  if (before === 0) return '0';
  return <NumberLink count={before} href={eventsHref({ ...of, ...beforeSpan })} />;
}

function Count({
  count,
  bar: { start, end },
  of,
  group,
}: {
  count: number | null;
  bar: TimeBar;
  of: CountedOf;
  group: EventGroup | null;
}) {
  if (count === null) return 'no data';
  if (count === 0) return '0';
  return <NumberLink count={count} href={eventsHref({ ...of, group, from: start, to: end })} />;
}
