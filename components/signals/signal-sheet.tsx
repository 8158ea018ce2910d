'use client';

import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { Fragment, type ReactNode } from 'react';
import { EventBones, EventSection } from '@/components/events/event-sections';
import { RawRecord } from '@/components/events/raw-record';
import { Moment } from '@/components/ui/moment';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { Sheet } from '@/components/ui/sheet';
import { EmptyState, FailedState, isNotFound } from '@/components/ui/states';
import { type SearchTerm, writeSearch } from '@/domain/signal-search/parse-search';
import { MOST_BESIDE } from '@/domain/signal-search/search-time';
import type { SignalDetail, SignalRow } from '@/domain/views/signal';
import { useAddress, useOpened } from '@/lib/address';
import { withParameters } from '@/lib/api/request';
import { signalQuery } from '@/lib/queries/signals';
import { type SignalFilter, signalFilterInput, withTerms } from '@/lib/signal-filter';
import { ResultChip } from './signal-table';
import styles from './signals.module.css';

type SearchedTime = Pick<SignalFilter, 'since' | 'from' | 'to'>;

/** The record that the address names: what was read out of it, the record itself, its events, and what was around it. */
export function SignalSheet({
  searched = null,
}: {
  /** On a page that is no search: the time in which a value is searched for. A search takes the value as a condition. */
  searched?: SearchedTime | null;
}) {
  const { id, close } = useOpened('signal');
  return (
    <Sheet open={id !== null} onClose={close} title="Raw record" side="right">
      {id !== null && <Opened id={id} searched={searched} />}
    </Sheet>
  );
}

function Opened({ id, searched }: { id: string; searched: SearchedTime | null }) {
  const { data, error, refetch } = useQuery(signalQuery(id));
  if (data === undefined) {
    if (error === null) return <EventBones />;
    if (isNotFound(error, 'id')) {
      return (
        <EmptyState title="This record is not found.">
          It does not exist, or not in your account; or it was dropped, as the account keeps its records.
        </EmptyState>
      );
    }
    return <FailedState what="This record could not be opened." error={error} retry={() => void refetch()} />;
  }
  const { signal } = data;
  return (
    <>
      <Summary signal={signal} searched={searched} />
      <Events detail={data} />
      <EventSection title="The record">
        <RawRecord
          key={id}
          open
          signal={{
            label: signal.stream.label,
            occurredAt: signal.occurredAt,
            sha256: data.sha256,
            record: data.record,
          }}
        />
      </EventSection>
      <Around
        title={`Within an hour, ${signal.person?.name ?? 'the same person'}`}
        detail={data}
        by="person"
        none="Nothing else of this person."
      />
      <Around
        title={`Within an hour, from ${signal.ip ?? 'the same address'}`}
        detail={data}
        by="address"
        none="Nothing else from this address."
      />
    </>
  );
}

function Summary({ signal, searched }: { signal: SignalRow; searched: SearchedTime | null }) {
  /** A value that a press searches for. */
  const found = (field: NamedField, value: string | null): ReactNode => {
    if (value === null) return null;
    return searched === null ? (
      <Find field={field} value={value} />
    ) : (
      <Link
        className={styles.find}
        title="Search the raw records for this"
        href={withParameters(
          '/signals',
          signalFilterInput({ ...searched, q: writeSearch([{ field, value, negated: false }]) }),
        )}
        prefetch={false}
      >
        {value}
      </Link>
    );
  };
  const facts: readonly (readonly [string, ReactNode])[] = [
    ['Time', <Moment key="time" at={signal.occurredAt} />],
    ['Reached us', <Moment key="received" at={signal.receivedAt} />],
    [
      'Person',
      signal.person === null ? (
        signal.username
      ) : (
        <Link className={styles.link} href={`/people/${signal.person.id}`}>
          {signal.person.name}
        </Link>
      ),
    ],
    ['Result', signal.result === null ? null : <ResultChip result={signal.result} />],
    ['Reason', found('reason', signal.reason)],
    ['Factor', found('factor', signal.factor)],
    ['Application', found('application', signal.application)],
    ['Address', found('address', signal.ip)],
    [
      'Device',
      signal.devices.length === 0
        ? null
        : signal.devices.map((device, index) => (
            <Fragment key={device}>
              {index > 0 && ', '}
              {found('device', device)}
            </Fragment>
          )),
    ],
    ['Country', found('country', signal.country)],
    ['Trust', signal.trustLevel],
    ['Action', found('action', signal.action)],
    ['Actor', found('actor', signal.actor)],
    ['Transaction', found('transaction', signal.txid)],
    ['Integration', `${signal.integration.name}, ${signal.stream.label}`],
    ['Scored', signal.backfill ? 'never: a backfill brought it' : null],
  ];
  return (
    <dl className={styles.facts}>
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
    </dl>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

type NamedField = Exclude<SearchTerm['field'], 'text'>;

/** A value that a press adds to the search of the page. */
function Find({ field, value }: { field: NamedField; value: string }) {
  const address = useAddress();
  return (
    <button
      type="button"
      className={styles.find}
      title="Add this to the search"
      onClick={() =>
        address.set(
          {
            q: withTerms(address.get('q') ?? '', [{ field, value, negated: false }]),
            signal: null,
            cursor: null,
          },
          'push',
        )
      }
    >
      {value}
    </button>
  );
}

function Events({ detail: { events, accountEvents } }: { detail: SignalDetail }) {
  return (
    <EventSection title="What it gave rise to">
      {events.length + accountEvents.length === 0 && <p>No identity event rests on this record.</p>}
      <ul className={styles.around}>
        {events.map((event) => (
          <li key={event.id}>
            <OutcomeChip outcome={event.outcome} />
            <Link className={styles.link} href={`/people/${event.person.id}?event=${event.id}`}>
              {event.label}
            </Link>
            <span>{event.sentence}</span>
          </li>
        ))}
        {accountEvents.map((event) => (
          <li key={event.id}>
            <Link className={styles.link} href={`/dashboard?system=${event.id}`}>
              {event.label}
            </Link>
            <span>{event.sentence}</span>
          </li>
        ))}
      </ul>
    </EventSection>
  );
}

function Around({
  title,
  detail: { signal: of, around },
  by,
  none,
}: {
  title: string;
  detail: SignalDetail;
  by: 'person' | 'address';
  none: string;
}) {
  const { open } = useOpened('signal');
  const { signals, more } = around[by];
  // By the id: it is found by whoever is not shown names, too.
  const value = by === 'person' ? of.person?.id : of.ip;
  return (
    <EventSection title={title}>
      {signals.length === 0 && <p>{none}</p>}
      <ul className={styles.around}>
        {signals.map((signal) => (
          <li key={signal.id}>
            <button type="button" className={styles.find} onClick={() => open(signal.id)}>
              <Moment at={signal.occurredAt} />
            </button>
            {signal.result !== null && <ResultChip result={signal.result} />}
            <span>{describe(signal)}</span>
          </li>
        ))}
      </ul>
      {more && (
        <p>
          The nearest {MOST_BESIDE} before and after it are shown.{' '}
          <Link
            className={styles.link}
            href={withParameters('/signals', {
              ...(typeof value === 'string' && { q: writeSearch([{ field: by, value, negated: false }]) }),
              from: around.from,
              to: around.to,
            })}
            prefetch={false}
          >
            All of this time
          </Link>
        </p>
      )}
    </EventSection>
  );
}

function describe(signal: SignalRow): string {
  const who = signal.person?.name ?? signal.username;
  const parts = [
    who,
    signal.application,
    signal.factor,
    signal.reason,
    signal.action,
    signal.ip,
    signal.country,
  ];
  return parts.filter((part) => part !== null).join(' · ');
}
