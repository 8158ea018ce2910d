'use client';

import { IconChevronDown } from '@tabler/icons-react';
import { SparklineChart } from '@/components/charts/sparkline';
import table from '@/components/ui/table.module.css';
import type { Dashboard, Range } from '@/domain/views/dashboard';
import { withParameters } from '@/lib/api/request';
import { deniedHref, postureHref } from '@/lib/count-links';
import { formatChange, formatCountOf } from '@/lib/format/number';
import { usePastMoment } from '@/lib/past';
import { DEFAULT_RANGE } from '@/lib/ranges';
import styles from './dashboard.module.css';
import { DetailsLink } from './details-link';
import { NumberLink } from './number-link';
import { useOpenRow } from './use-open-row';

type PostureBehavior = Dashboard['posture'][number];

/** Where people stand now, as a row that opens into a list for each state. */
export function PostureRows({ behavior, range }: { behavior: PostureBehavior; range: Range }) {
  const [open, turn] = useOpenRow(behavior.id);
  const { at } = usePastMoment();
  return (
    <>
      <tr>
        <th scope="row" data-lead>
          <Toggle label={behavior.label} open={open} onToggle={turn} />
          <span className={`${table.sub ?? ''} ${styles.behind ?? ''}`}>
            {behavior.known === 0
              ? at === null
                ? 'nothing known yet'
                : 'nothing of then is kept'
              : `at risk ${at === null ? 'now' : 'then'}, of ${formatCountOf(behavior.known, 'person', 'people')}`}
          </span>
        </th>
        <td data-label="Trend">
          <SparklineChart values={behavior.trend} unread={behavior.unread} />
        </td>
        <td data-empty />
        <td data-label="Change" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
          {formatChange(behavior.change)}
        </td>
        <td data-label="People" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
          <NumberLink count={behavior.atRisk} href={postureHref(behavior.id)} />
        </td>
        <td className={table.num}>
          <DetailsLink href={behaviorsHref(range, behavior.id)} of={behavior.label} />
        </td>
      </tr>
      {open &&
        behavior.states.map(({ state, label, people, change, trend }) => (
          <tr key={state}>
            <th scope="row" data-lead className={styles.indent}>
              {label}
            </th>
            <td data-label="Trend">
              <SparklineChart values={trend} unread={behavior.unread} />
            </td>
            <td data-empty />
            <td data-label="Change" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
              {formatChange(change)}
            </td>
            <td data-label="People" className={table.num}>
              <NumberLink count={people} href={postureHref(state)} />
            </td>
            <td className={table.num}>
              <DetailsLink href={postureHref(state)} of={label} words="View people" />
            </td>
          </tr>
        ))}
    </>
  );
}

/** Sign-ins that the access policy stopped, as a row that opens into reasons. Shown, and not scored. */
export function PolicyRows({
  policy,
  range,
  maySearch,
}: {
  policy: Dashboard['policyDenials'];
  range: Range;
  /** Whether the member may open the list of the very sign-ins. */
  maySearch: boolean;
}) {
  const [open, turn] = useOpenRow('policy');
  const stopped = (reason?: string) => (maySearch ? deniedHref(policy, reason) : list);
  const list = behaviorsHref(range, 'access-policy');
  return (
    <>
      <tr>
        <th scope="row" data-lead>
          <Toggle label="Access policy" open={open} onToggle={turn} />
          <span className={`${table.sub ?? ''} ${styles.behind ?? ''}`}>
            denials, not people; shown, and part of no score
          </span>
        </th>
        <td data-label="Trend">
          <SparklineChart values={policy.trend} unread={policy.unread} />
        </td>
        <td data-label="Events" className={`${table.num ?? ''} ${table.strong ?? ''}`}>
          <NumberLink count={policy.denials} href={stopped()} />
        </td>
        <td data-label="Change" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
          {formatChange(policy.change)}
        </td>
        <td data-empty />
        <td className={table.num}>
          <DetailsLink href={list} of="the access policy" />
        </td>
      </tr>
      {open && policy.reasons.length === 0 && (
        <tr>
          <td className={`${styles.indent ?? ''} ${table.soft ?? ''}`} colSpan={6}>
            The policy stopped nobody in this time.
          </td>
        </tr>
      )}
      {open &&
        policy.reasons.map((row) => (
          <tr key={row.reason}>
            <th scope="row" data-lead className={styles.indent}>
              {row.label}
              <span className={table.sub}>{applicationWords(row.applications)}</span>
            </th>
            <td data-label="Trend">
              <SparklineChart values={row.trend} unread={policy.unread} />
            </td>
            <td data-label="Events" className={table.num}>
              <NumberLink count={row.denials} href={stopped(row.reason)} />
            </td>
            <td data-label="Change" className={`${table.num ?? ''} ${table.soft ?? ''}`}>
              {formatChange(row.change)}
            </td>
            <td data-empty />
            <td data-empty />
          </tr>
        ))}
    </>
  );
}

/** A card of the page of behaviors, of the same range. */
function behaviorsHref(range: Range, card: string): string {
  return `${withParameters('/behaviors', { range: range === DEFAULT_RANGE ? null : range })}#${card}`;
}

function Toggle({ label, open, onToggle }: { label: string; open: boolean; onToggle: () => void }) {
  return (
    <button type="button" className={styles.toggle} aria-expanded={open} onClick={onToggle}>
      <IconChevronDown size={15} stroke={2} aria-hidden />
      {label}
    </button>
  );
}

/** The applications with the most denials, by name. */
function applicationWords(
  applications: Dashboard['policyDenials']['reasons'][number]['applications'],
): string {
  const named = applications.slice(0, 2).map(({ name }) => name ?? 'an application without a name');
  const more = applications.length - named.length;
  return more > 0 ? `${named.join(', ')} and ${more} more` : named.join(', ');
}
