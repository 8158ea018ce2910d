import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { axeViolations } from '@/components/axe-violations';
import { PageHouse } from '@/components/page-house';
import type { SignalDetail, SignalRow } from '@/domain/views/signal';
import { makeQueryClient } from '@/lib/queries/client';
import { signalQuery } from '@/lib/queries/signals';
import type { SignalFilter } from '@/lib/signal-filter';
import { SignalSheet } from './signal-sheet';

const ID = '1794909600000-ab';
const SIGNAL: SignalRow = {
  ...{ id: ID, occurredAt: '2026-11-17T10:00:00.000Z', receivedAt: '2026-11-17T10:02:00.000Z' },
  stream: { id: 'authentication', label: 'Authentication' },
  integration: { id: '00000000-0000-4000-8000-000000000002', name: 'Cisco Duo' },
  person: { id: '00000000-0000-4000-8000-000000000001', name: 'Ada' },
  ...{ username: 'ada', result: 'denied', reason: 'user_mistake', factor: 'duo_push', application: 'VPN' },
  ...{ ip: '198.51.100.7', country: 'NG', trustLevel: null, action: null, actor: null, txid: null },
  backfill: false,
};
const DETAIL: SignalDetail = {
  ...{ signal: SIGNAL, sha256: 'ab'.repeat(32), record: '{}', events: [], accountEvents: [] },
  around: { person: [], address: [] },
};

/** The opened record, on a search or on a page that is none. */
function opened(detail: SignalDetail, searched: SignalFilter | null = null): string {
  const client = makeQueryClient();
  client.setQueryData(signalQuery(ID).queryKey, detail);
  return renderToString(
    <PageHouse client={client} search={`signal=${ID}`}>
      <SignalSheet searched={searched} />
    </PageHouse>,
  );
}

describe('a value of an opened record', () => {
  it('is taken into the search that the page is', () => {
    const html = opened(DETAIL);
    expect(html).toMatch(/<button[^>]*title="Add this to the search"[^>]*>198\.51\.100\.7</);
    expect(html).not.toContain('href="/signals');
  });

  it('leads to a search in the same time on a page that is none', async () => {
    const html = opened(DETAIL, { q: 'person:ada', since: '30d', from: null, to: null });
    expect(html).toContain('href="/signals?q=address%3A198.51.100.7&amp;since=30d"');
    expect(html).not.toContain('Add this to the search');
    expect(await axeViolations(html)).toEqual([]);
  });

  it('leads to the time before a past moment where the page shows that', () => {
    const [from, to] = ['2026-10-18T10:00:00.000Z', '2026-11-17T10:00:00.000Z'];
    const html = opened(DETAIL, { q: 'person:ada', since: '30d', from, to });
    const time = new URLSearchParams({ from, to }).toString().replaceAll('&', '&amp;');
    expect(html).toContain(`href="/signals?q=factor%3Aduo_push&amp;${time}"`);
  });
});
