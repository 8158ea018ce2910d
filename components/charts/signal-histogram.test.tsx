import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { PageHouse } from '@/components/page-house';
import type { SignalHistogram } from '@/domain/views/signal';
import { ClockProvider } from '@/lib/clock';
import { makeQueryClient } from '@/lib/queries/client';
import { SignalHistogramCard } from './signal-histogram';

const HOUR_MS = 3_600_000;
const START = Date.parse('2026-11-17T10:00:00Z');

/** The card of bars of an hour, of which the last is open, in its words or as a table. */
function card(counts: readonly number[], { open = true, search = '' } = {}): string {
  const end = START + counts.length * HOUR_MS;
  const histogram: SignalHistogram = {
    at: new Date(end - 1).toISOString(),
    window: { from: new Date(START).toISOString(), to: new Date(end).toISOString() },
    bucketMs: HOUR_MS,
    buckets: counts.map((signals, index) => ({
      start: new Date(START + index * HOUR_MS).toISOString(),
      complete: !open || index < counts.length - 1,
      signals,
    })),
    total: counts.reduce((sum, count) => sum + count, 0),
    ...{ whole: true, fileRefusal: null, gaps: [], keptFrom: null, erased: 0, feeds: [] },
  };
  return renderToString(
    <PageHouse client={makeQueryClient()} search={search}>
      <ClockProvider now={end} zone="Europe/Berlin">
        <SignalHistogramCard histogram={histogram} onChoose={() => undefined} />
      </ClockProvider>
    </PageHouse>,
  );
}

describe('records over time', () => {
  it('hatch the last bar while it is filling, and say so', () => {
    const html = card([3, 2]);
    expect(html.match(/fill="url\(#[^"]*-filling\)"/g)).toHaveLength(1);
    expect(html).toContain('Still filling');
    const whole = card([3, 2], { open: false });
    expect(whole).not.toMatch(/fill="url\(#[^"]*-filling\)"/);
    expect(whole).not.toContain('Still filling');
  });

  it('count one record as one', () => {
    expect(card([0, 1])).toMatch(/>1 record</);
    expect(card([1, 1])).toMatch(/>2 records</);
  });

  it('have in their table the exact time of each bar, in UTC too', () => {
    expect(card([3, 2], { search: 'tables=records' })).toContain(
      'title="17 Nov 2026 11:00:00 to 12:00:00 (Europe/Berlin) · 17 Nov 2026 10:00:00 to 11:00:00 UTC"',
    );
  });
});
