import { createDuoClient } from '@/server/connectors/cisco-duo/client';
import { createHttpClient } from '@/server/platform/http-client';
import type { BenchSimulator } from './bench-processes';
import type { RecordWindow } from './authentication-records';

const NEXT_OFFSET = /"next_offset":\["(\d+)","([^"]+)"\]/;
/** The offset stands behind the records, within the last bytes of a page. */
const TAIL_BYTES = 400;

/**
 * Records a second that the simulator serves by itself: pages fetched with the product's client and thrown away. Also
 * makes it write the texts of the window, so that it only sends them when the worker asks.
 */
export async function servingRate(simulator: BenchSimulator, window: RecordWindow): Promise<number> {
  const http = createHttpClient({ plainHttpHosts: [simulator.host] });
  const client = createDuoClient(http);
  const keys = { ...simulator, signature: 'v5-sha512' as const };
  const pages = async (): Promise<void> => {
    let offset: string | null = null;
    do {
      const params: Record<string, string> = {
        mintime: String(window.from),
        maxtime: String(window.to),
        limit: '1000',
        sort: 'ts:asc',
        ...(offset === null ? {} : { next_offset: offset }),
      };
      const answer = await client.getRaw({ keys, path: '/admin/v2/logs/authentication', params });
      if (!answer.ok) throw new Error(`The simulator did not serve: ${answer.error.message}`);
      const next = NEXT_OFFSET.exec(answer.value.toString('latin1', answer.value.length - TAIL_BYTES));
      offset = next === null ? null : `${next[1] ?? ''},${next[2] ?? ''}`;
    } while (offset !== null);
  };
  try {
    await pages();
    const began = performance.now();
    await pages();
    return (window.texts.length * 1000) / (performance.now() - began);
  } finally {
    http.close();
  }
}
