import type { ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { FeedHealth } from '@/domain/views/feed';
import type { SessionView } from '@/domain/views/session';
import { makeQueryClient } from '@/lib/queries/client';
import { sessionQuery } from '@/lib/queries/frame';
import { FeedStrip } from './dashboard/feed-strip';
import { LoopTable } from './hidden/learned-tables';
import { CollectedCount } from './integrations/collected-count';
import { PageHouse } from './page-house';

const ID = '00000000-0000-4000-8000-000000000001';
const AT = '2026-11-28T09:40:12.000Z';
const DAY = { from: '2026-11-27T09:30:00.000Z', to: '2026-11-28T09:45:00.000Z' };
const SESSION: SessionView = {
  ...{ member: { id: ID, name: 'Ada', email: 'ada@example.com' }, account: { id: ID, name: 'Example' } },
  ...{ accounts: [], isPartner: false, role: 'analyst', roleLabel: 'Security Analyst', permissions: [] },
  ...{ namesWithheld: false, mustChoosePassword: false, singleSignOn: false },
};

function paint(element: ReactElement, permissions: readonly string[] = []): string {
  const client = makeQueryClient();
  client.setQueryData(sessionQuery().queryKey, { ...SESSION, permissions: [...permissions] });
  const html = renderToString(<PageHouse client={client}>{element}</PageHouse>);
  return html.replace(/<style.*?<\/style>/gs, '').replaceAll('<!-- -->', '');
}

const hrefsIn = (html: string) =>
  [...html.matchAll(/href="([^"]*)"/g)].map(([, href = '']) => href.replaceAll('&amp;', '&'));

describe('numbers of an integration', () => {
  const signals = <CollectedCount count={1204} name="Duo “two”" day={DAY} stream="authentication" />;

  it('lead to just the records that they count, of the very window', () => {
    const [href = ''] = hrefsIn(paint(signals, ['signals:read']));
    const { pathname, searchParams } = new URL(href, 'https://parapet.example');
    expect([pathname, Object.fromEntries(searchParams)]).toEqual([
      '/signals',
      { q: 'integration:"Duo “two”" stream:authentication', ...DAY },
    ]);
  });

  it('are text for who may not open records, of one that was deleted, and of nothing', () => {
    expect(paint(signals)).toBe('1,204');
    expect(paint(<CollectedCount count={12} name={null} day={DAY} />, ['signals:read'])).toBe('12');
    expect(paint(<CollectedCount count={0} name="Duo" day={DAY} />, ['signals:read'])).toBe('0');
  });
});

describe('people whose scores may be low', () => {
  const feed = (people: number): FeedHealth => ({
    at: AT,
    worker: { running: true, lastSeenAt: AT },
    integrations: [
      {
        ...{ id: ID, name: 'Duo', connectorName: 'Cisco Duo', newestSignalAt: AT, people, hour: null },
        ...{ status: { word: 'stale', since: AT, until: null }, trouble: null },
      },
    ],
  });

  it('lead to their list, whoever looks; of nobody there is none', () => {
    expect(hrefsIn(paint(<FeedStrip feed={feed(1204)} mayOpen={false} />))).toEqual([
      `/people?integration=${ID}`,
    ]);
    expect(paint(<FeedStrip feed={feed(1204)} mayOpen={false} />)).toContain('1,204 people’s scores');
    expect(hrefsIn(paint(<FeedStrip feed={feed(0)} mayOpen={false} />))).toEqual([]);
  });
});

it('the bursts of a retry loop lead to just these', () => {
  const loop = {
    ...{ hiddenBy: 'retry_loop' as const, id: 'a'.repeat(32), person: { id: ID, name: 'Ada' } },
    ...{ application: 'VPN', ip: null, firstAt: AT, lastAt: AT, bursts: 3, pushes: 24 },
  };
  expect(hrefsIn(paint(<LoopTable items={[loop]} />)).at(-1)).toBe(
    `/behaviors/identity?tab=latest&decision=counted&loop=${'a'.repeat(32)}`,
  );
});
