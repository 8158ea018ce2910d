import type { ReactElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import type { Dashboard, IdentityDetails } from '@/domain/views/dashboard';
import { makeQueryClient } from '@/lib/queries/client';
import { axeViolations } from './axe-violations';
import { KindTable } from './behaviors/kind-table';
import { PolicyCard } from './behaviors/policy-card';
import { BehaviorsCard } from './dashboard/behaviors-card';
import { PageHouse } from './page-house';
import { rangeWindow } from '@/domain/range-window';

/** Ten to four in the afternoon of a Saturday: the last bar of 6 hours has begun at noon. */
const AT = Date.parse('2026-11-28T15:50:00Z');
const BARS = 28;
/** Nothing was found in the first bar, which was not read whole; in the second something was, all the same. */
const UNREAD = Array.from({ length: BARS }, (_, bar) => bar < 2);
const trend = (last: number) => Array.from({ length: BARS }, (_, bar) => (bar === 0 ? null : bar + last));

const IDENTITY: IdentityDetails['identity'] = {
  ...{ events: 9, change: 2, people: 3, trend: trend(100), unread: UNREAD },
  integrations: [{ id: '00000000-0000-4000-8000-000000000001', name: 'Cisco Duo', events: 9, people: 3 }],
  kinds: [
    {
      ...{ kind: 'push_harassment', label: 'Push harassment', group: 'Authentication', events: 6 },
      ...{ change: null, people: 2, trend: trend(200) },
    },
    {
      ...{ kind: 'new_country', label: 'New country', group: 'Authentication', events: 3 },
      ...{ change: 1, people: 1, trend: trend(300) },
    },
  ],
};
const POSTURE: Dashboard['posture'] = [
  {
    ...{ id: 'mfa_enrolment', label: 'MFA enrolment', meaning: 'Whether people have a second factor.' },
    ...{ known: 40, atRisk: 4, change: null, trend: [null, 5, 5, 5, 4, 4, 4, 4] },
    unread: [false, false, true, false, false, false, false, false],
    states: [
      {
        ...{ state: 'not_enrolled', label: 'Not enrolled', people: 4, change: null },
        trend: [null, 5, 5, 5, 4, 4, 4, 4],
      },
    ],
  },
];
const POLICY: Dashboard['policyDenials'] = {
  ...{ from: '2026-11-21T18:00:00.000Z', to: '2026-11-28T18:00:00.000Z', denials: 7, change: null },
  ...{ trend: trend(400), unread: UNREAD },
  reasons: [
    {
      ...{ reason: 'location_restricted', label: 'Location', denials: 7, change: null, trend: trend(500) },
      applications: [{ name: 'VPN', denials: 7 }],
    },
  ],
};

function paint(screen: ReactElement, search: string): string {
  const html = renderToString(
    <PageHouse client={makeQueryClient()} search={search}>
      {screen}
    </PageHouse>,
  );
  return html.replace(/<!-- -->/g, '');
}

const DASHBOARD = (
  <BehaviorsCard identity={IDENTITY} posture={POSTURE} policy={POLICY} range="7d" at={AT} maySearch />
);
const OPEN = 'rows=identity,mfa_enrolment,policy';

/** The cells of the rows of a table, by its name. */
function rowsOf(html: string, label: string): string[][] {
  const table = html.split(`<table`).find((part) => part.includes(`aria-label="${label}"`)) ?? '';
  return table
    .slice(0, table.indexOf('</table>'))
    .split('<tr>')
    .slice(1)
    .map((row) =>
      row
        .split(/<t[hd][^>]*>/)
        .slice(1)
        .map((cell) => cell.replace(/<[^>]*>/g, '')),
    );
}

describe('small lines of behaviors', () => {
  it('have a column each, in the tables that the card of the dashboard turns into', () => {
    const lines = paint(DASHBOARD, OPEN).split('data-label="Trend"><svg').length - 1;
    const html = paint(DASHBOARD, `tables=behaviors&${OPEN}`);
    const columns = ['Identity events over time', 'MFA enrolment by day', 'Denials over time'].flatMap(
      (label) => rowsOf(html, label)[0]?.slice(1) ?? [],
    );
    expect(columns).toEqual([
      ...['All', 'Push harassment', 'New country', 'At risk', 'Not enrolled'],
      ...['All denials', 'Location'],
    ]);
    expect(lines).toBe(columns.length);
  });

  it('say the value of each bar, and of which not all was collected, whether something was found or not', () => {
    const rows = rowsOf(paint(DASHBOARD, 'tables=behaviors'), 'Identity events over time');
    expect(rows).toHaveLength(1 + BARS);
    expect(rows[1]?.slice(1)).toEqual(['127', '227', '327']);
    expect(rows[1]?.[0]).toMatch(/^28 Nov, 12:00$/);
    expect(rows.at(-2)?.[0]).toMatch(/not all collected$/);
    expect(rows.at(-2)?.slice(1)).toEqual(['101', '201', '301']);
    expect(rows.at(-1)?.[0]).toMatch(/not all collected$/);
    expect(rows.at(-1)?.slice(1)).toEqual(['not known', 'not known', 'not known']);
  });

  it('of posture are by day of UTC, up to the day of the moment', () => {
    const rows = rowsOf(paint(DASHBOARD, 'tables=behaviors'), 'MFA enrolment by day');
    expect(rows[0]?.[0]).toBe('Day (UTC)');
    expect(rows[1]).toEqual(['28 Nov', '4', '4']);
    expect(rows.at(-1)).toEqual(['21 Nov', 'not known', 'not known']);
    expect(rows[6]?.[0]).toMatch(/^23 Nov.*not all collected$/);
  });

  it('stand as a table in place of the lines on the pages of behaviors', () => {
    const kinds = <KindTable identity={IDENTITY} chosen={null} range="7d" at={AT} />;
    expect(rowsOf(paint(kinds, 'tables=kinds'), 'Kinds over time')[0]).toEqual([
      ...['From', 'Push harassment', 'New country'],
    ]);
    const policy = <PolicyCard policy={POLICY} window={rangeWindow('7d', AT)} maySearch />;
    const denials = rowsOf(paint(policy, 'tables=access-policy'), 'Denials over time');
    expect(denials[1]).toEqual(['28 Nov, 12:00', '427', '527']);
    expect(denials.at(-1)?.[0]).toMatch(/not all collected$/);
  });

  it('are without axe violations as tables', async () => {
    expect(await axeViolations(paint(DASHBOARD, 'tables=behaviors'))).toEqual([]);
  });
});
