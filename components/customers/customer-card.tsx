import { Button } from '@mantine/core';
import { BandBars } from '@/components/ui/band';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { StatusChip } from '@/components/ui/status-chip';
import { BAND_FACTS, BANDS } from '@/domain/bands';
import type { Customer } from '@/domain/views/customers';
import { sentenceOf } from '@/lib/api/problem';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { useSwitchAccount } from '@/lib/queries/customers';
import styles from './customers.module.css';

/** One customer: bands, feeds and newest events, or why they are not shown. */
export function CustomerCard({ customer, onLetIn }: { customer: Customer; onLetIn?: () => void }) {
  const { id, name, role, people, feeds, noticePending } = customer;
  const go = useSwitchAccount();
  return (
    <Card
      title={name}
      note={role === null ? 'you were not let in' : `you are ${role} there`}
      action={
        <>
          {onLetIn !== undefined && (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Let a member into ${name}`}
              onClick={onLetIn}
            >
              Let a member in
            </Button>
          )}
          {role !== null && (
            <Button
              size="compact-sm"
              aria-label={`Go on in ${name}`}
              loading={go.isPending}
              onClick={() => go.mutate(id)}
            >
              Go on there
            </Button>
          )}
        </>
      }
    >
      {go.error !== null && (
        <p className={styles.error} role="alert">
          {sentenceOf(go.error)}
        </p>
      )}
      {role === null ? (
        <p className={styles.note}>
          Nothing but its name is shown to somebody who was not let in.{' '}
          {onLetIn === undefined ? 'Ask somebody who manages customers.' : 'You may let yourself in.'}
        </p>
      ) : (
        <div className={styles.parts}>
          <section aria-label={`People of ${name}`}>
            <h3 className={styles.part}>People</h3>
            {people === null ? <Hidden noticePending={noticePending} /> : <People people={people} />}
          </section>
          <section aria-label={`Feeds of ${name}`}>
            <h3 className={styles.part}>Feeds</h3>
            {feeds === null ? <Hidden /> : <Feeds feeds={feeds} />}
          </section>
          <section aria-label={`Newest events of ${name}`}>
            <h3 className={styles.part}>Newest events</h3>
            {people === null ? <Hidden noticePending={noticePending} /> : <Events events={people.events} />}
          </section>
        </div>
      )}
    </Card>
  );
}

function Hidden({ noticePending = false }: { noticePending?: boolean }) {
  return (
    <p className={styles.note}>
      {noticePending
        ? 'Nobody is shown before the notice on monitoring of the account is accepted. Go there to read it.'
        : 'Your role there does not show this.'}
    </p>
  );
}

function People({ people }: { people: NonNullable<Customer['people']> }) {
  return (
    <>
      <ul className={styles.bands}>
        {BANDS.map((band) => (
          <li key={band}>
            <BandBars band={band} />
            <span className={styles.bandName}>{BAND_FACTS[band].label}</span>
            <span className={styles.figure}>{formatCount(people.bands[band])}</span>
          </li>
        ))}
      </ul>
      <p className={styles.note}>
        {formatCountOf(people.total, 'person', 'people')},{' '}
        {formatCountOf(people.openCampaigns, 'open campaign', 'open campaigns')}
      </p>
    </>
  );
}

function Feeds({ feeds }: { feeds: NonNullable<Customer['feeds']> }) {
  if (feeds.length === 0) return <p className={styles.note}>Nothing is connected there yet.</p>;
  return (
    <ul className={styles.list}>
      {feeds.map((feed) => (
        <li key={feed.id}>
          {feed.name} <StatusChip status={feed.status} />
        </li>
      ))}
    </ul>
  );
}

function Events({ events }: { events: NonNullable<Customer['people']>['events'] }) {
  if (events.length === 0) return <p className={styles.note}>No attack was seen there.</p>;
  return (
    <ul className={styles.list}>
      {events.map((event) => (
        <li key={event.id}>
          <span>
            <OutcomeChip outcome={event.outcome} /> {event.label}
          </span>
          <span className={styles.note}>
            {event.person.name} · <Moment at={event.occurredAt} as="relative" />
          </span>
        </li>
      ))}
    </ul>
  );
}
