'use client';

import { useQuery } from '@tanstack/react-query';
import { Moment } from '@/components/ui/moment';
import { Sheet } from '@/components/ui/sheet';
import { EmptyState, FailedState, isNotFound } from '@/components/ui/states';
import type { AccountEventDetail } from '@/domain/views/account-event';
import { useOpened } from '@/lib/address';
import { accountEventQuery } from '@/lib/queries/account-events';
import { EventBones, EventSection, RemedyAndEvidence, TechniqueLine } from './event-sections';
import styles from './events.module.css';

/** Opens an event of the account beside the page; which one is in the address, so that it can be linked to. */
export function useOpenAccountEvent(): (id: string) => void {
  return useOpened('system').open;
}

/** The event of the account that the address names, with its evidence down to the raw records. */
export function AccountEventSheet() {
  const { id, close } = useOpened('system');
  return (
    <Sheet open={id !== null} onClose={close} title="System event and its evidence" side="right">
      {id !== null && <Loaded id={id} />}
    </Sheet>
  );
}

function Loaded({ id }: { id: string }) {
  const { data, error, refetch } = useQuery(accountEventQuery(id));
  if (data !== undefined) return <Detail detail={data} />;
  if (isNotFound(error))
    return (
      <EmptyState title="This event is not found.">
        It does not exist, or not in your account. The address may be mistyped, or the event may have been
        removed.
      </EmptyState>
    );
  if (error !== null) {
    return <FailedState what="This event could not be opened." error={error} retry={() => void refetch()} />;
  }
  return <EventBones />;
}

/** What was done, by whom and from where; why it matters, what to do, and the records that show it. */
function Detail({ detail: { event, explanation, evidence } }: { detail: AccountEventDetail }) {
  const from = [event.from.ip, event.from.country].filter((part) => part !== null).join(' · ');
  return (
    <article>
      <div className={styles.lead}>
        <strong>{event.label}</strong>
      </div>
      <p className={styles.sentence}>{event.sentence}</p>
      <dl className={styles.facts}>
        <dt>Done by</dt>
        <dd>{event.actor ?? 'not recorded'}</dd>
        <dt>When</dt>
        <dd>
          <Moment at={event.occurredAt} />, <Moment at={event.occurredAt} as="relative" />
        </dd>
        {/* Moments are shown to the minute once they are days old. */}
        {Date.parse(event.lastAt) - Date.parse(event.occurredAt) >= 60_000 && (
          <>
            <dt>Last seen</dt>
            <dd>
              <Moment at={event.lastAt} />
            </dd>
          </>
        )}
        <dt>From</dt>
        <dd>{from === '' ? 'not recorded' : from}</dd>
        <dt>Integration</dt>
        <dd>{event.integration.name}</dd>
      </dl>

      <EventSection title="Why this is an event">
        <p>{explanation.why}</p>
        <p>It is about the account and counts in nobody’s score.</p>
        <TechniqueLine technique={explanation.technique} />
        <p>Detector {explanation.detectorVersion}</p>
      </EventSection>

      <RemedyAndEvidence remedy={explanation.remedy} evidence={evidence} />
    </article>
  );
}
