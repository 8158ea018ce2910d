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
  devices: ['LAPTOP-7', 'My phone'],
  ...{ ip: '198.51.100.7', country: 'NG', trustLevel: null, action: null, actor: null, txid: null },
  backfill: false,
};
const DETAIL: SignalDetail = {
  ...{ signal: SIGNAL, sha256: 'ab'.repeat(32), record: '{}', events: [], accountEvents: [] },
  around: {
    ...{ from: '2026-11-17T09:00:00.000Z', to: '2026-11-17T11:00:00.000Z' },
    person: { signals: [], more: false },
    address: { signals: [], more: false },
  },
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

it('gives the whole hash of the record, to read and to copy', () => {
  const html = opened(DETAIL);
  expect(html).toContain(`title="SHA-256 of the record as it was sent: ${DETAIL.sha256}"`);
  expect(html).toContain(`>${DETAIL.sha256}</span>`);
  expect(html).toContain('aria-label="Copy: SHA-256 of the record"');
});

it('says by name what device a record tells of', () => {
  const html = opened(DETAIL);
  expect(html).toMatch(/>LAPTOP-7<\/button>/);
  expect(html).toMatch(/>My phone<\/button>/);
  expect(opened({ ...DETAIL, signal: { ...SIGNAL, devices: [] } })).not.toContain('>Device<');
});

describe('what happened around a record', () => {
  const many = (by: 'person' | 'address'): SignalDetail => ({
    ...DETAIL,
    around: { ...DETAIL.around, [by]: { signals: [{ ...SIGNAL, id: '1794909660000-cd' }], more: true } },
  });
  const hour = 'from=2026-11-17T09%3A00%3A00.000Z&amp;to=2026-11-17T11%3A00%3A00.000Z';

  it('is said to be cut, with the way to all of it', () => {
    const html = opened(many('person'));
    expect(html.replaceAll('<!-- -->', '')).toContain('The nearest 10 before and after it are shown.');
    expect(html).toContain(`href="/signals?q=person%3A${SIGNAL.person?.id ?? ''}&amp;${hour}"`);
    expect(opened(many('address'))).toContain(`href="/signals?q=address%3A198.51.100.7&amp;${hour}"`);
  });

  it('is not said to be cut where it is whole', () => {
    expect(opened(DETAIL)).not.toContain('The nearest');
  });
});

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
