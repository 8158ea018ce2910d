import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { axeViolations } from '@/components/axe-violations';
import { PageHouse } from '@/components/page-house';
import { Problem } from '@/lib/api/problem';
import { makeQueryClient } from '@/lib/queries/client';
import { signalHistogramQuery, signalsQuery } from '@/lib/queries/signals';
import { parseSignalFilter } from '@/lib/signal-filter';
import { SignalsScreen } from './signals-screen';

const FILTER = parseSignalFilter(() => null);
const WINDOW = { from: '2026-11-10T10:00:00.000Z', to: '2026-11-17T10:00:00.000Z' };
/** A client that takes what failed for final, as a paint cannot ask again. */
function clientOfPaint() {
  const client = makeQueryClient();
  client.setDefaultOptions({ queries: { ...client.getDefaultOptions().queries, retryOnMount: false } });
  return client;
}

const paint = (client: ReturnType<typeof makeQueryClient>): string =>
  renderToString(
    <PageHouse client={client}>
      <SignalsScreen />
    </PageHouse>,
  );

describe('a search whose counts alone could not be read', () => {
  it('says so in their place, with a way to try again, and still shows its records', async () => {
    const client = clientOfPaint();
    client.setQueryData(signalsQuery(FILTER, null).queryKey, {
      ...{
        at: WINDOW.to,
        window: WINDOW,
        signals: [],
        unknownWords: [],
        olderCursor: null,
        newerCursor: null,
      },
    });
    expect(paint(client)).not.toContain('role="alert"');
    const counts = client.getQueryCache().find({ queryKey: signalHistogramQuery(FILTER).queryKey });
    const error = new Problem(503, 'unavailable', 'The database is being started. Wait a minute.');
    counts?.setState({ status: 'error', error, fetchStatus: 'idle', errorUpdateCount: 1 });
    const html = paint(client);
    const alert = html.slice(html.indexOf('role="alert"'));
    expect(alert).toContain('How many there are over time, and what may be missing, could not be read.');
    expect(alert).toContain('Try again');
    expect(html).toContain('No record lies in this time.');
    expect(await axeViolations(html)).toEqual([]);
  });
});

describe('a search that is too dear to count', () => {
  it('says that it was not counted, and not that there are none', async () => {
    const client = clientOfPaint();
    client.setQueryData(signalsQuery(FILTER, null).queryKey, {
      ...{ at: WINDOW.to, window: WINDOW, signals: [], unknownWords: [] },
      ...{ olderCursor: null, newerCursor: null },
    });
    client.setQueryData(signalHistogramQuery(FILTER).queryKey, {
      ...{ at: WINDOW.to, window: WINDOW, bucketMs: 86_400_000, total: 0, whole: false, fileRefusal: null },
      buckets: [{ start: WINDOW.from, complete: true, signals: null }],
      ...{ gaps: [], keptFrom: null, erased: 0, feeds: [] },
    });
    const html = paint(client);
    expect(html).toContain('These records were not counted.');
    expect(html).not.toContain('0 counted');
    expect(await axeViolations(html)).toEqual([]);
  });
});
