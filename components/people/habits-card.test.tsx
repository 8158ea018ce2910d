import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { axeViolations } from '@/components/axe-violations';
import { PageHouse } from '@/components/page-house';
import { makeQueryClient } from '@/lib/queries/client';
import { habitsQuery } from '@/lib/queries/care';
import { HabitsCard } from './habits-card';

const ID = '00000000-0000-4000-8000-000000000001';
const DAY = '2026-11-01T00:00:00.000Z';

/** The card of somebody who signed in from so many networks, of which so many are listed. */
function card(total: number, listed: number, search = ''): string {
  const client = makeQueryClient();
  const values = Array.from({ length: listed }, (_, index) => ({
    ...{ value: `192.0.2.${index}`, name: null, firstDay: DAY, lastDay: DAY, signIns: 300 - index },
  }));
  client.setQueryData(habitsQuery(ID, null).queryKey, {
    until: DAY,
    parts: [{ part: 'network', total, values }],
  });
  return renderToString(
    <PageHouse client={client} search={search}>
      <HabitsCard personId={ID} asOf={null} />
    </PageHouse>,
  ).replaceAll('<!-- -->', '');
}

describe('networks that somebody signs in from', () => {
  it('are the most used, and how many more there are, to be opened in place', async () => {
    const html = card(1_046, 200);
    expect(html).toMatch(/aria-expanded="false"[^>]*>and 1,034 more</);
    expect(html).toContain('192.0.2.11 ');
    expect(html).not.toContain('192.0.2.12 ');
    expect(await axeViolations(html)).toEqual([]);
  });

  it('are all that are listed where the address says so, and how many are not', () => {
    const html = card(1_046, 200, 'all=habits-network');
    expect(html).toContain('192.0.2.199 ');
    expect(html).toContain(' and 846 more, used less');
    expect(html).toMatch(/aria-expanded="true"/);
    expect(card(46, 46, 'all=habits-network')).not.toContain('used less');
  });

  it('have nothing to open where all are shown', () => {
    expect(card(12, 12)).not.toContain('aria-expanded');
    expect(card(12, 12)).not.toContain('more');
  });
});
