'use client';

import Link from 'next/link';
import { useOpenEvent } from '@/components/events/use-open-event';
import { NumberLink } from '@/components/dashboard/number-link';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import table from '@/components/ui/table.module.css';
import type { AftermathView } from '@/domain/views/aftermath';
import type { CampaignDetail } from '@/domain/views/campaign';
import { aftermathWords } from '@/lib/campaign-words';
import { campaignEventsHref } from '@/lib/event-links';
import { formatCountOf } from '@/lib/format/number';
import events from '@/components/events/events.module.css';
import styles from './campaigns.module.css';

/** Whom a campaign reached: whether they got in with each, and what happened then. */
export function CampaignPeople({ campaign, people }: Pick<CampaignDetail, 'campaign' | 'people'>) {
  return (
    <Card title="People" note="those they got in with first">
      <div className={table.scroll}>
        <table className={`${table.table ?? ''} ${table.stacks ?? ''}`} aria-label="People of the campaign">
          <thead>
            <tr>
              <th scope="col">Outcome</th>
              <th scope="col">Person</th>
              <th scope="col" className={table.num}>
                Events
              </th>
              <th scope="col">What happened after</th>
            </tr>
          </thead>
          <tbody>
            {people.map(({ person, outcome, events: count, after }) => (
              <tr key={person.id}>
                <td data-label="Outcome">
                  <OutcomeChip outcome={outcome} />
                </td>
                <th scope="row" data-lead>
                  <Link className={events.link} href={`/people/${person.id}`} prefetch={false}>
                    {person.name}
                  </Link>
                </th>
                <td data-label="Events" className={table.num}>
                  <NumberLink count={count} href={campaignEventsHref(campaign, person.id)} />
                </td>
                <td data-label="What happened after" data-wide data-empty={after === null || undefined}>
                  {after === null ? <span className={table.soft}>–</span> : <After after={after} />}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function After({ after }: { after: AftermathView }) {
  const open = useOpenEvent();
  return (
    <>
      {aftermathWords(after).join(' · ')}
      <span className={table.sub}>
        approved <Moment at={after.approvedAt} />
        {after.steps.map((step) => (
          <span key={step.eventId}>
            {' · '}
            <button type="button" className={events.link} onClick={() => open(step.eventId)}>
              {step.what === 'device' ? 'device enrolled' : 'bypass given'}
            </button>{' '}
            <Moment at={step.at} />
            {step.by !== null && ` by ${step.by}`}
          </span>
        ))}
      </span>
    </>
  );
}

/** People without an event who signed in from the same source after somebody got in. */
export function Elsewhere({ elsewhere }: Pick<CampaignDetail, 'elsewhere'>) {
  if (elsewhere.length === 0) return null;
  return (
    <Card
      title="The same source elsewhere"
      note={`${formatCountOf(elsewhere.length, 'person', 'people')} without an event signed in from it within 24 hours after`}
    >
      <ul className={styles.after}>
        {elsewhere.map(({ person, firstAt, applications }) => (
          <li key={person.id}>
            <Link className={events.link} href={`/people/${person.id}`} prefetch={false}>
              {person.name}
            </Link>{' '}
            <span className={styles.soft}>
              <Moment at={firstAt} />
              {applications.length > 0 && ` · ${applications.join(', ')}`}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Names that were tried and that nobody has. */
export function UnknownNames({ unknownNames }: Pick<CampaignDetail, 'unknownNames'>) {
  if (unknownNames.length === 0) return null;
  return (
    <Card title="Names that Duo does not know" note={formatCountOf(unknownNames.length, 'name', 'names')}>
      <ul className={styles.names}>
        {unknownNames.map((name) => (
          <li key={name}>{name}</li>
        ))}
      </ul>
    </Card>
  );
}
