import type { QueryClient } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { ChooseRange } from '@/components/ui/choose-range';
import type { IdentityDetails } from '@/domain/views/dashboard';
import type { EventsPage } from '@/domain/views/person';
import { makeQueryClient } from '@/lib/queries/client';
import { eventsQuery, parseEventFilter } from '@/lib/queries/events';
import { identityQuery } from '@/lib/queries/identity';
import { PageHouse } from '@/components/page-house';
import { NotNarrowed } from './event-chips';
import { IdentityScreen } from './identity-screen';
import { LatestEvents } from './latest-events';

const ID = '00000000-0000-4000-8000-000000000000';
const BAR = 'from=2026-11-01T00:00:00.000Z&to=2026-11-02T00:00:00.000Z';
const AT = '2026-11-28T09:00:00.000Z';
const NOW = {
  ...{ asOf: null, reading: null, collectsSince: null },
  forgotten: { namesBefore: null, eventsBefore: null },
};
const PAGE: EventsPage = { at: AT, ...NOW, policy: 4, total: 3, events: [], nextCursor: null };

function said(element: ReactElement, search: string, seed?: (client: QueryClient) => void): string {
  const client = makeQueryClient();
  seed?.(client);
  const parameters = new URLSearchParams(search);
  const { queryKey } = eventsQuery(parseEventFilter((name) => parameters.get(name)));
  client.setQueryData(queryKey, { pages: [PAGE], pageParams: [null] });
  return renderToString(
    <PageHouse client={client} search={search}>
      {element}
    </PageHouse>,
  ).replaceAll('<!-- -->', '');
}

describe('a list of events', () => {
  const list = (search: string) => said(<LatestEvents integrations={[]} />, search);

  it('says of which time its number is', () => {
    expect(list('')).toContain('3 events, last 30 days, the dismissed among them');
    expect(list('range=7d&decision=counted')).toContain('3 events, last 7 days<');
    expect(list(`${BAR}&decision=counted`)).toMatch(/3 events<.*2026.* to .*Take this filter away/);
  });

  it('of a person or a campaign is of any time, and says whose, to be taken away', () => {
    expect(list(`person=${ID}`)).toMatch(/3 events, at any time,.*One person.*Take this filter away/);
    expect(list(`campaign=${ID}`)).toMatch(/3 events, at any time,.*One campaign/);
    expect(list(`person=${ID}&range=30d`)).toContain('3 events, last 30 days,');
  });
});

describe('what the address narrows and a chart does not', () => {
  const told = (search: string) =>
    said(<NotNarrowed names={['group', 'person', 'time']} called={{ integrations: [] }} />, search);

  it('is said, each to be taken away, and nothing where there is nothing', () => {
    expect(told('group=trust_monitor')).toMatch(/not narrowed to:.*Trust Monitor.*Take this filter away/);
    expect(told(BAR)).toContain('not narrowed to:');
    expect(told('range=7d')).not.toContain('not narrowed');
  });
});

describe('the page of identity events', () => {
  /** What was read of 30 days, while the address asks for others already. */
  const READ: IdentityDetails = {
    ...{ at: AT, ...NOW, policy: 4, range: '30d', kind: null },
    feed: { at: AT, worker: { running: true, lastSeenAt: AT }, integrations: [] },
    identity: { events: 1412, change: null, people: 9, trend: [], unread: [], integrations: [], kinds: [] },
  };
  const page = (search: string) =>
    said(<IdentityScreen />, search, (client) =>
      client.setQueryData(identityQuery('7d', null).queryKey, READ),
    );

  it('calls its numbers by the range that they are of, not by the one that is asked for', () => {
    expect(page('range=7d')).toContain('1,412 events that count, on 9 people, last 30 days, as of');
    expect(page('range=7d')).not.toContain('last 7 days, as of');
  });

  it('leaves to a list to say how many it holds', () => {
    for (const tab of ['latest', 'individuals'])
      expect(page(`range=7d&tab=${tab}`)).not.toContain('events that count');
  });
});

describe('the range', () => {
  it('holds none where another time is shown', () => {
    const pressed = (html: string) => html.match(/aria-pressed="true"[^>]*>[^<]*/g);
    expect(pressed(said(<ChooseRange />, ''))).toEqual([expect.stringContaining('30 d')]);
    expect(pressed(said(<ChooseRange none />, BAR))).toBeNull();
  });
});
