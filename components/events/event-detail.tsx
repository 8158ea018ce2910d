'use client';

import Link from 'next/link';
import { Chip } from '@/components/ui/chip';
import { Moment } from '@/components/ui/moment';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { PolicyLink } from '@/components/ui/policy-link';
import type { Verdict } from '@/domain/dispositions/disposition';
import type { EventDetail } from '@/domain/views/person';
import { isLeftOut } from '@/lib/dispositions';
import { type EventSources, eventSources } from '@/lib/event-sources';
import { formatDuration } from '@/lib/format/duration';
import { formatCountOf, formatDecimal, formatContribution } from '@/lib/format/number';
import { formatPlace } from '@/lib/format/place';
import { useCarried } from '@/lib/past';
import { DecisionChip } from './decision-chip';
import { DecisionSection } from './decision-section';
import { EntryAftermath } from './entry-aftermath';
import { EventSection, RemedyAndEvidence, TechniqueLine } from './event-sections';
import styles from './events.module.css';

/** So many addresses beside the first are listed. */
const MOST_ADDRESSES = 4;

const VERDICTS: Readonly<Record<EventDetail['event']['verdict'], string | null>> = {
  enforced: null,
  shadow: 'Shadow mode: Duo noted it and did nothing',
  preview: 'Preview: Duo was trying this detector out',
  suppressed: 'Suppressed by Duo',
};

/** One identity event: what happened, and then, what it adds and why, what to do, and the records that show it. */
export function EventDetailView({
  detail,
  begun,
  past,
  onDeciding,
}: {
  detail: EventDetail;
  /** The verdict whose key was pressed before the event was here; null for none. */
  begun: Verdict | null;
  /** It is shown as of a past moment. */
  past: boolean;
  /** A decision is begun, or no longer: what is typed of it is not to be lost by a slip. */
  onDeciding: (open: boolean) => void;
}) {
  const { event, explanation, evidence } = detail;
  const place = formatPlace(event.from);
  const verdict = VERDICTS[event.verdict];
  const carried = useCarried();
  const sources = eventSources(event, evidence);
  return (
    <article>
      <div className={styles.lead}>
        <OutcomeChip outcome={event.outcome} />
        <strong>{event.label}</strong>
        {event.disposition !== null && <DecisionChip decision={event.disposition} />}
        {verdict !== null && <Chip tone="outline">{verdict}</Chip>}
      </div>
      <p className={styles.sentence}>{event.sentence}</p>
      <dl className={styles.facts}>
        <dt>Person</dt>
        <dd>
          <Link className={styles.link} href={carried(`/people/${event.person.id}`)}>
            {event.person.name}
          </Link>
        </dd>
        {detail.campaign !== null && (
          <>
            <dt>Campaign</dt>
            <dd>
              <Link className={styles.link} href={`/campaigns/${detail.campaign.id}`} prefetch={false}>
                {detail.campaign.network}
              </Link>
              , {formatCountOf(detail.campaign.people, 'person', 'people')}
            </dd>
          </>
        )}
        <dt>When</dt>
        <dd>
          <When at={event.occurredAt} sources={sources} />
        </dd>
        <dt>From</dt>
        <dd>
          {placed(event.from.ip, place) || 'not recorded'}
          {sources.otherAddresses.slice(0, MOST_ADDRESSES).map(({ ip, country }) => (
            <div key={ip}>{placed(ip, country)}</div>
          ))}
          {sources.otherAddresses.length > MOST_ADDRESSES && (
            <div>
              and {formatCountOf(sources.otherAddresses.length - MOST_ADDRESSES, 'address', 'addresses')} more
            </div>
          )}
        </dd>
        <dt>Application</dt>
        <dd>{[event.application ?? 'not recorded', ...sources.otherApplications].join(', ')}</dd>
        {event.actor !== null && (
          <>
            <dt>Done by</dt>
            <dd>{event.actor}</dd>
          </>
        )}
        {event.names.length > 0 && (
          <>
            <dt>Duo calls it</dt>
            <dd>{event.names.join(', ')}</dd>
          </>
        )}
        <dt>Integration</dt>
        <dd>{event.integration.name}</dd>
      </dl>

      {detail.after !== null && (
        <EventSection title="What happened within a day after">
          <EntryAftermath after={detail.after} />
        </EventSection>
      )}

      <DecisionSection key={event.id} detail={detail} begun={begun} past={past} onDeciding={onDeciding} />

      <EventSection title="What it adds">
        <p className={styles.sum}>
          {isLeftOut(event)
            ? `Nothing: it ${past ? 'was' : 'is'} dismissed and left out of the score. Alone it would be worth `
            : `${formatContribution(event.contributionPrinted, event.contribution)} to the attack factor ${past ? 'then. Alone it was' : 'now. Alone it is'} worth `}
          {formatDecimal(explanation.valueNow, 2)}: weight {explanation.weight} × confidence{' '}
          {event.confidence}, halved every {explanation.halfLifeDays} days.
        </p>
        <p>
          <PolicyLink number={explanation.policy} words="Policy" />
        </p>
      </EventSection>

      <EventSection title="Why this is an event">
        <p>{explanation.raisedBy}</p>
        <TechniqueLine technique={explanation.technique} />
        <p>
          Detector {explanation.detectorVersion}, by{' '}
          <Link className={styles.link} href="/settings/detectors" prefetch={false}>
            settings {explanation.settings.number}
          </Link>
          <SettingsWords settings={explanation.settings} />
        </p>
      </EventSection>

      <RemedyAndEvidence remedy={explanation.remedy} evidence={evidence} />
    </article>
  );
}

/** One moment; or, of several sign-ins, the first and the last of them. */
function When({ at, sources: { signIns, span } }: { at: string; sources: EventSources }) {
  if (span === null) {
    return (
      <>
        <Moment at={at} />, <Moment at={at} as="relative" />
      </>
    );
  }
  return (
    <>
      first <Moment at={span.first} />, <Moment at={span.first} as="relative" />
      <div>
        last <Moment at={span.last} />, <Moment at={span.last} as="relative" />
      </div>
      <div>
        {formatCountOf(signIns, 'sign-in', 'sign-ins')} in{' '}
        {formatDuration(Date.parse(span.last) - Date.parse(span.first))}
      </div>
    </>
  );
}

function placed(ip: string | null, place: string | null): string {
  return [ip, place].filter((part) => part !== null).join(' · ');
}

/** Who made the settings that it was judged by, which were in force when it occurred. */
function SettingsWords({ settings: { saved } }: Pick<EventDetail['explanation'], 'settings'>) {
  if (saved === null) return ', the defaults, which were in force when it occurred';
  return (
    <>
      , saved by {saved.by} and in force since <Moment at={saved.at} />
      {saved.reason !== '' && `: “${saved.reason}”`}
    </>
  );
}
