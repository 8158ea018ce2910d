import type { ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { expect, it } from 'vitest';
import { PageHouse } from '@/components/page-house';
import { DirectoryHistory } from '@/components/people/directory-cards';
import { SearchLimits } from '@/components/signals/search-limits';
import type { SignalHistogram } from '@/domain/views/signal';
import { makeQueryClient } from '@/lib/queries/client';
import { sessionQuery } from '@/lib/queries/frame';

const INTEGRATION = { id: 'f1', name: 'Duo of Oslo' };
const AT = '2026-11-17T10:00:00.000Z';
const COUNTS: SignalHistogram = {
  ...{ at: AT, window: { from: AT, to: AT }, bucketMs: 3_600_000, buckets: [], total: 0, whole: true },
  ...{ fileRefusal: null, keptFrom: null, erased: 0, feeds: [] },
  gaps: [
    {
      ...{ id: 'g1', streamLabel: 'Authentication', from: AT, to: AT, why: 'It was behind.', ongoing: false },
      ...{ refilledAt: null, integration: INTEGRATION },
    },
  ],
};
const LATE: SignalHistogram = {
  ...COUNTS,
  gaps: [],
  feeds: [{ ...INTEGRATION, status: { word: 'stale', since: AT, until: null } }],
};

/** What somebody reads whose role allows this. */
function read(element: ReactElement, permissions: readonly string[]): string {
  const client = makeQueryClient();
  client.setQueryData(sessionQuery().queryKey, {
    member: { id: 'm1', name: 'Ada', email: 'ada@example.com' },
    account: { id: 'a1', name: 'Tessel' },
    ...{ accounts: [], isPartner: false, role: 'analyst', roleLabel: 'Analyst', namesWithheld: false },
    ...{ permissions: [...permissions], mustChoosePassword: false, singleSignOn: false },
  });
  return renderToString(<PageHouse client={client}>{element}</PageHouse>);
}

it.each([
  ['a gap that a search lies over', <SearchLimits key="gap" histogram={COUNTS} />],
  ['a feed that is late', <SearchLimits key="late" histogram={LATE} />],
  [
    'a change in the directory',
    <DirectoryHistory
      key="history"
      changes={[{ id: 'c1', at: AT, sentence: 'A phone came.', integration: INTEGRATION }]}
    />,
  ],
])('%s leads to its integration whoever may open it, and names it to everybody else', (_what, element) => {
  expect(read(element, ['integrations:read'])).toContain('href="/integrations/f1"');
  const others = read(element, ['people:read', 'signals:read']);
  expect(others).toContain('Duo of Oslo');
  expect(others).not.toContain('href="/integrations');
});
