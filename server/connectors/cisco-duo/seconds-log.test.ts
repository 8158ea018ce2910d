import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADMINISTRATOR } from '@/server/connectors/cisco-duo/administrator-stream';
import type { DuoClient } from '@/server/connectors/cisco-duo/client';
import { fetchSecondsLog, type SecondsLog } from '@/server/connectors/cisco-duo/seconds-log';

const START = 1_793_500_000;
const NOW = (START + 10_000) * 1000;
const KEYS = { host: 'api-1.duosecurity.com', ikey: 'i', skey: 's', signature: 'v5-sha512' } as const;
const signal = new AbortController().signal;

interface Row {
  readonly second: number;
  readonly action: string;
}

/** Duo's rule for a log without pages: the earliest so many records from a second on, the second included. */
function duo(rows: readonly Row[], most: number, shuffled = false) {
  const asked: number[] = [];
  const sorted = [...rows].sort((a, b) => a.second - b.second);
  const refuse = () => Promise.reject(new Error('A log is read as it comes.'));
  const client: DuoClient = {
    getJson: refuse,
    ping: refuse,
    getRaw({ params }) {
      const from = Number(params['mintime']);
      asked.push(from);
      const page = sorted.filter(({ second }) => second >= from).slice(0, most);
      const response = (shuffled ? page.reverse() : page).map(({ second, action }) => ({
        action,
        description: null,
        isotimestamp: `${new Date(second * 1000).toISOString().slice(0, 19)}+00:00`,
        object: null,
        timestamp: second,
        username: 'Admin',
      }));
      const value = Buffer.from(JSON.stringify({ stat: 'OK', response }));
      return Promise.resolve({ ok: true, value, dateHeader: NOW, latencyMs: 1, requests: 1 });
    },
  };
  return { client, asked };
}

const reading = ADMINISTRATOR.reading;
if (reading === null) throw new Error('The administrator log holds records.');
const logOf = (fullAt: number, mayFallShort = false): SecondsLog => ({
  path: '/admin/v1/logs/administrator',
  reading,
  fullAt,
  mayFallShort,
});

/** Reads a window from its beginning to its end, as a cycle does. */
async function readWindow(
  log: SecondsLog,
  client: DuoClient,
  window: { from: number; to: number },
  unread = false,
) {
  const keys = new Map<string, number>();
  const gaps: { from: number; to: number }[] = [];
  let offset: string | null = null;
  let pages = 0;
  do {
    const request = { window, offset, limit: 1_000, unread, signal };
    const page = await fetchSecondsLog(log, { client, keys: KEYS, request, now: NOW });
    if (!page.ok) throw new Error(page.error.message);
    for (const { key, occurredAt } of page.records) keys.set(key.toString('hex'), occurredAt);
    if (page.possibleGap !== undefined) gaps.push(page.possibleGap);
    offset = page.nextOffset;
    pages += 1;
    if (pages > 500) throw new Error('The window never ends.');
  } while (offset !== null);
  return { keys, gaps, pages };
}

const row = fc.record({
  second: fc.integer({ min: START, max: START + 12 }),
  action: fc.constantFrom('admin_login', 'user_update', 'group_create'),
});

describe('a log in whole seconds, without pages', () => {
  it('gives every record once, however records lie in seconds, and names a gap only where a second is full', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 120 }),
        fc.integer({ min: 1, max: 30 }),
        fc.boolean(),
        fc.boolean(),
        fc.integer({ min: 0, max: 13_999 }),
        async (rows, limit, shuffled, mayFallShort, end) => {
          const window = { from: START * 1000, to: START * 1000 + end };
          const { client } = duo(rows, limit, shuffled);
          const { keys, gaps } = await readWindow(logOf(limit, mayFallShort), client, window);
          const inWindow = rows.filter(({ second }) => second * 1000 <= window.to);
          const sharing = new Map<number, number>();
          for (const { second } of inWindow) sharing.set(second, (sharing.get(second) ?? 0) + 1);
          const full = [...sharing].filter(([, count]) => count >= limit).map(([second]) => second);
          expect(gaps).toEqual(
            full.sort((a, b) => a - b).map((second) => ({ from: second * 1000, to: second * 1000 + 1000 })),
          );
          // Of a full second, Duo shows so many and no more.
          const expected = [...sharing.values()].reduce((sum, count) => sum + Math.min(count, limit), 0);
          expect(keys.size).toBe(expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('finds the same keys when a later window begins in the middle of what was read', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 80 }),
        fc.integer({ min: 1, max: 12_999 }),
        async (rows, cut) => {
          const { client } = duo(rows, 1_000);
          const log = logOf(1_000);
          const whole = await readWindow(log, client, { from: START * 1000, to: NOW });
          const first = await readWindow(log, client, { from: START * 1000, to: START * 1000 + cut });
          const second = await readWindow(log, client, { from: START * 1000 + cut - 1_000, to: NOW });
          const together = new Set([...first.keys.keys(), ...second.keys.keys()]);
          expect([...together].sort()).toEqual([...whole.keys.keys()].sort());
        },
      ),
    );
  });

  it('tells equal records of one second apart', async () => {
    const rows = Array.from({ length: 5 }, () => ({ second: START, action: 'admin_login' }));
    const { keys } = await readWindow(logOf(1_000), duo(rows, 1_000).client, { from: START * 1000, to: NOW });
    expect(keys.size).toBe(5);
  });

  it('asks in whole seconds, without an end, and again for the last second of a full answer', async () => {
    const rows = [0, 1, 1, 2].map((after) => ({ second: START + after, action: 'admin_login' }));
    const { client, asked } = duo(rows, 2);
    await readWindow(logOf(2), client, { from: START * 1000 + 999, to: NOW });
    expect(asked).toEqual([START, START + 1, START + 2]);
  });

  it('leaves what lies behind the window to the next', async () => {
    const rows = [0, 5, 9].map((after) => ({ second: START + after, action: 'admin_login' }));
    const { client, asked } = duo(rows, 2);
    const { keys } = await readWindow(logOf(2), client, { from: START * 1000, to: (START + 4) * 1000 });
    expect([...keys.values()]).toEqual([START * 1000]);
    expect(asked).toHaveLength(1);
  });

  it('finds its way through pages that it does not read', async () => {
    const rows = Array.from({ length: 40 }, (_, at) => ({ second: START + at, action: 'admin_login' }));
    const { client, asked } = duo(rows, 10);
    const { gaps } = await readWindow(logOf(10), client, { from: START * 1000, to: NOW }, true);
    expect(gaps).toEqual([]);
    expect(asked).toEqual([0, 9, 18, 27, 36].map((after) => START + after));
  });
});
