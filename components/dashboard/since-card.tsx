'use client';

import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { type ReactNode, useState } from 'react';
import { useOpenAccountEvent } from '@/components/events/account-event-sheet';
import { BandScore } from '@/components/ui/band';
import { Card } from '@/components/ui/card';
import { Moment } from '@/components/ui/moment';
import { OutcomeChip } from '@/components/ui/outcome-chip';
import { FailedState } from '@/components/ui/states';
import table from '@/components/ui/table.module.css';
import type { News } from '@/domain/views/since';
import { enteredHref } from '@/lib/count-links';
import { eventsHref } from '@/lib/event-links';
import { formatCount, formatCountOf } from '@/lib/format/number';
import { sinceQuery, useDismissSince } from '@/lib/queries/since';
import { usePrinting } from '@/lib/printing';
import styles from './dashboard.module.css';

const TITLE = 'Since you last looked';
const FIRST = 5;

/** What came since the member was last here; nothing at all where nothing happened. */
export function SinceCard({ mayOpenIntegrations }: { mayOpenIntegrations: boolean }) {
  const { data, error, refetch } = useQuery(sinceQuery());
  const dismiss = useDismissSince();
  const news = data?.news ?? null;
  if (data === undefined && error !== null)
    return (
      <Card title={TITLE} className={styles.since}>
        <FailedState what="What is new could not be read." error={error} retry={() => void refetch()} />
      </Card>
    );
  if (news === null) return null;
  return (
    <Card
      title={TITLE}
      note={
        <>
          <Moment at={news.since} />, <Moment at={news.since} as="relative" />
        </>
      }
      action={
        <Button
          variant="default"
          size="compact-sm"
          loading={dismiss.isPending}
          onClick={() => dismiss.mutate()}
        >
          Dismiss until next time
        </Button>
      }
      className={styles.since}
    >
      <div className={styles.sinceParts}>
        {(news.gotIn > 0 || news.campaigns.length > 0 || news.systemEvents.length > 0) && (
          <Began news={news} />
        )}
        {news.entered.length > 0 && <Entered news={news} />}
        {news.broke.length > 0 && <Broke news={news} mayOpen={mayOpenIntegrations} />}
      </div>
    </Card>
  );
}

function Began({ news }: { news: News }) {
  const { gotIn, campaigns, systemEvents, since } = news;
  const openSystemEvent = useOpenAccountEvent();
  return (
    <Part title="What began">
      {gotIn > 0 && (
        <li>
          <OutcomeChip outcome="got_in" />
          <Link
            className={styles.link}
            href={eventsHref({ outcome: 'got_in', decision: 'counted', known: since })}
            prefetch={false}
          >
            {formatCountOf(gotIn, 'event', 'events')} by which they got in
          </Link>
        </li>
      )}
      <FirstOf
        rows={campaigns}
        total={news.campaignsTotal}
        what="campaigns"
        rest={
          <Link className={styles.link} href="/campaigns" prefetch={false}>
            All campaigns
          </Link>
        }
      >
        {(campaign) => (
          <li key={campaign.id}>
            <OutcomeChip outcome={campaign.outcome} />
            <span>
              <Link className={styles.link} href={`/campaigns/${campaign.id}`} prefetch={false}>
                Campaign from {campaign.network}
              </Link>
              <span className={table.sub}>{formatCountOf(campaign.people, 'person', 'people')}</span>
            </span>
          </li>
        )}
      </FirstOf>
      <FirstOf
        rows={systemEvents}
        total={news.systemEventsTotal}
        what="system events"
        rest={
          <Link
            className={styles.link}
            href={eventsHref({ kind: 'high_risk_system_event', decision: null, known: since })}
            prefetch={false}
          >
            All system events since then
          </Link>
        }
      >
        {(event) => (
          <li key={event.id}>
            <button type="button" className={table.opener} onClick={() => openSystemEvent(event.id)}>
              {event.label}
            </button>
            <span className={table.soft}>
              <Moment at={event.occurredAt} as="relative" />
            </span>
          </li>
        )}
      </FirstOf>
    </Part>
  );
}

function Entered({ news: { since, entered, enteredTotal, compared } }: { news: News }) {
  const people = formatCountOf(enteredTotal, 'person', 'people');
  return (
    <Part
      title={`${people} in a higher band`}
      head={
        <>
          <Link className={styles.link} href={enteredHref({ since })} prefetch={false}>
            {people}
          </Link>{' '}
          in a higher band
        </>
      }
      {...(compared !== null && {
        note: `of the ${formatCount(compared)} with the highest factor; the others were not compared`,
      })}
    >
      <FirstOf
        rows={entered}
        total={enteredTotal}
        what="people"
        rest={
          <Link className={styles.link} href={enteredHref({ since })} prefetch={false}>
            All who are in a higher band
          </Link>
        }
      >
        {({ person, from, to }) => (
          <li key={person.id}>
            <Link className={table.opener} href={`/people/${person.id}`} prefetch={false}>
              {person.name}
            </Link>
            <span className={styles.move}>
              <span className={table.soft}>{from.shown} →</span> <BandScore shown={to.shown} band={to.band} />
            </span>
          </li>
        )}
      </FirstOf>
    </Part>
  );
}

function Broke({ news: { broke, brokeTotal }, mayOpen }: { news: News; mayOpen: boolean }) {
  return (
    <Part title="What broke">
      <FirstOf
        rows={broke}
        total={brokeTotal}
        what="faults"
        rest={
          mayOpen ? (
            <>
              The others stand under{' '}
              <Link className={styles.link} href="/integrations" prefetch={false}>
                the integrations
              </Link>
              , each with its gaps.
            </>
          ) : (
            'The others stand under the integrations, which your role does not open.'
          )
        }
      >
        {(fault) => (
          <li key={fault.id}>
            <span>
              {mayOpen ? (
                <Link
                  className={table.opener}
                  href={`/integrations/${fault.integration.id}`}
                  prefetch={false}
                >
                  {fault.integration.name}: {fault.streamLabel}
                </Link>
              ) : (
                `${fault.integration.name}: ${fault.streamLabel}`
              )}
              <span className={table.sub}>
                {fault.to === null ? (
                  <>
                    Fails since <Moment at={fault.from} seconds={false} />.{' '}
                  </>
                ) : (
                  <>
                    Not collected from <Moment at={fault.from} seconds={false} /> to{' '}
                    <Moment at={fault.to} seconds={false} />.{' '}
                  </>
                )}
                {fault.why}
              </span>
            </span>
          </li>
        )}
      </FirstOf>
    </Part>
  );
}

function Part({
  title,
  head = title,
  note,
  children,
}: {
  title: string;
  /** The same with what it links to. */
  head?: ReactNode;
  note?: string;
  children: ReactNode;
}) {
  return (
    <section className={styles.sincePart} aria-label={title}>
      <h3>
        {head} {note !== undefined && <span className={table.soft}>{note}</span>}
      </h3>
      <ul>{children}</ul>
    </section>
  );
}

/** The first of a list, and a way to the others in their place; where even these are not all, that is said. */
function FirstOf<Row>({
  rows,
  total,
  what,
  rest,
  children,
}: {
  rows: readonly Row[];
  /** How many there are, of which `rows` are the first. */
  total: number;
  what: string;
  /** Where the rest is to be found. */
  rest?: ReactNode;
  children: (row: Row) => ReactNode;
}) {
  const [unfolded, setAll] = useState(false);
  const all = usePrinting() || unfolded;
  const isCut = total > rows.length;
  return (
    <>
      {(all ? rows : rows.slice(0, FIRST)).map(children)}
      {all && isCut && (
        <li className={table.soft}>
          The first {formatCount(rows.length)} of {formatCount(total)}. {rest}
        </li>
      )}
      {rows.length > FIRST && (
        <li>
          <button
            type="button"
            className={styles.showAll}
            aria-expanded={all}
            data-steers
            onClick={() => setAll(!all)}
          >
            {all
              ? `Show the first ${FIRST} ${what}`
              : isCut
                ? `Show ${formatCount(rows.length)} of ${formatCount(total)} ${what}`
                : `Show all ${formatCount(total)} ${what}`}
          </button>
        </li>
      )}
    </>
  );
}
