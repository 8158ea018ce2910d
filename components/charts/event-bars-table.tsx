import { NumberLink } from '@/components/dashboard/number-link';
import table from '@/components/ui/table.module.css';
import { Moment } from '@/components/ui/moment';
import type { EventGroup, EventKind } from '@/domain/event-catalogue';
import type { EventsOverTime, TimeBar } from '@/lib/charts/prepare-events-over-time';
import { eventsHref } from '@/lib/event-links';
import styles from './charts.module.css';

/** The numbers of the bars, newest first; each leads to the events that it counts. Below it what was not collected. */
export function EventBarsTable({
  model,
  compare,
  kind,
}: {
  model: EventsOverTime;
  compare: boolean;
  kind: EventKind | null;
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
                {bar.label}
                {!bar.complete && <span className={table.soft}> · still filling</span>}
                {bar.missing.some(({ refilledAt }) => refilledAt === null) && (
                  <span className={table.soft}> · not all collected</span>
                )}
              </th>
              {model.groups.map(({ group }) => (
                <td className={table.num} key={group}>
                  <Count count={bar.counts[group]} bar={bar} kind={kind} group={group} />
                </td>
              ))}
              <td className={`${table.num ?? ''} ${table.strong ?? ''}`}>
                <Count count={bar.gap ? null : bar.total} bar={bar} kind={kind} group={null} />
              </td>
              {compare && (
                <td className={`${table.num ?? ''} ${table.soft ?? ''}`}>
                  <Before bar={bar} kind={kind} />
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
function Before({ bar: { before, beforeSpan }, kind }: { bar: TimeBar; kind: EventKind | null }) {
  if (before === null || beforeSpan === null) return 'not known';
  if (before === 0) return '0';
  return <NumberLink count={before} href={eventsHref({ kind, ...beforeSpan })} />;
}

function Count({
  count,
  bar: { start, end },
  kind,
  group,
}: {
  count: number | null;
  bar: TimeBar;
  kind: EventKind | null;
  group: EventGroup | null;
}) {
  if (count === null) return 'no data';
  if (count === 0) return '0';
  return <NumberLink count={count} href={eventsHref({ kind, group, from: start, to: end })} />;
}
