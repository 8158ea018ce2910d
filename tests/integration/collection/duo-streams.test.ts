import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { DIRECTORY_PARTS } from '@/domain/directory';
import { createDuoAdapter } from '@/server/connectors/cisco-duo/adapter';
import type { FetchedPage, PollingAdapter } from '@/server/connectors/connector';
import { createHttpClient, type HttpClient } from '@/server/platform/http-client';
import { IKEY, SKEY, start, type Simulator } from '@/tests/setup/simulator-process';

const HOUR_MS = 3_600_000;
const HISTORY_DAYS = 20;
const listed = z.object({ records: z.array(z.object({ ms: z.number(), raw: z.string() })) });
const told = z.object({ at: z.number(), records: z.number(), distinct: z.number() });

let simulator: Simulator;
let http: HttpClient;
let adapter: PollingAdapter;
let credentials: Readonly<Record<string, string>>;

beforeAll(async () => {
  simulator = await start(
    ...['--people', '150', '--history', `${HISTORY_DAYS}d`, '--lag', '0ms', '--seed', '11'],
    ...['--rate-limit', 'off', '--attack-every', 'off'],
  );
  const host = `127.0.0.1:${simulator.port}`;
  http = createHttpClient({ plainHttpHosts: [host] });
  adapter = createDuoAdapter({ http, simulatorHosts: [host] });
  credentials = { host, ikey: IKEY, skey: SKEY, signature: 'v5-sha512' };
});

afterAll(async () => {
  http.close();
  await simulator.stop();
});

async function fetchPage(
  stream: string,
  window: { from: number; to: number },
  offset: string | null,
  limit: number,
) {
  const signal = AbortSignal.timeout(20_000);
  return adapter.fetchPage({ credentials, stream, window, offset, limit, signal });
}

/** Every page of a window, as a cycle reads them. */
async function readWindow(stream: string, window: { from: number; to: number }, limit = 1_000) {
  const pages: FetchedPage[] = [];
  let offset: string | null = null;
  do {
    const page = await fetchPage(stream, window, offset, limit);
    if (!page.ok) throw new Error(`${stream}: ${page.error.message}`);
    pages.push(page);
    offset = page.nextOffset;
    if (pages.length > 500) throw new Error('The window never ends.');
  } while (offset !== null);
  return pages;
}

/** What the simulator holds of a log, by its own account: the texts of the records, sorted. */
async function held(path: string, { from, to }: { from: number; to: number }) {
  const answer = await simulator.control(`GET /records?path=${path}&from=${from}&to=${to}`);
  return listed.parse(answer).records;
}

const sorted = (texts: readonly string[]) => [...texts].sort();

/** Texts by key: a record that comes twice counts once. */
const byKey = (pages: readonly FetchedPage[]) =>
  new Map(
    pages.flatMap(({ records }) => records.map(({ key, text }) => [key.toString('hex'), text] as const)),
  );

// Four days hold a working day, whichever day it is: at weekends few sign in.
describe.each([
  ['authentication', '/admin/v2/logs/authentication', 200, 4],
  ['activity', '/admin/v2/logs/activity', 20, 4],
  ['telephony', '/admin/v2/logs/telephony', 20, 4],
  ['trust_monitor', '/admin/v1/trust_monitor/events', 3, 15],
  ['administrator', '/admin/v1/logs/administrator', 1_000, 15],
  ['offline_enrollment', '/admin/v1/logs/offline_enrollment', 1_000, 15],
])('the stream %s, to the end of a window', (stream, path, limit, days) => {
  const window = { from: Date.now() - days * 24 * HOUR_MS, to: Date.now() - 60_000 };

  it('gives every record once, whole and as it stands', async () => {
    const expected = await held(path, { from: Math.floor(window.from / 1000) * 1000, to: window.to });
    const pages = await readWindow(stream, window, limit);
    expect(expected.length).toBeGreaterThan(0);
    expect(pages.flatMap(({ rejected }) => rejected)).toEqual([]);
    expect(sorted([...byKey(pages).values()])).toEqual(sorted(expected.map(({ raw }) => raw)));
    if (limit < 1_000) expect(pages.length).toBeGreaterThan(1);
  });

  it('gives the same keys in pieces that overlap', async () => {
    const whole = byKey(await readWindow(stream, window, limit));
    const middle = Math.floor((window.from + window.to) / 2);
    const first = await readWindow(stream, { from: window.from, to: middle }, limit);
    const second = await readWindow(stream, { from: middle - HOUR_MS, to: window.to }, limit);
    expect(sorted([...byKey([...first, ...second]).keys()])).toEqual(sorted([...whole.keys()]));
  });
});

describe('a second that holds more than an answer', () => {
  it.each([
    ['administrator', '/admin/v1/logs/administrator'],
    ['offline_enrollment', '/admin/v1/logs/offline_enrollment'],
  ])('of the %s log is named, and what follows is read', async (stream, path) => {
    const burst = told.parse(
      await simulator.control('POST /burst', { path, records: 1_500, at: Date.now() - 10 * HOUR_MS }),
    );
    const window = { from: burst.at - HOUR_MS, to: Date.now() - 60_000 };
    const pages = await readWindow(stream, window);
    expect(pages.flatMap(({ possibleGap }) => possibleGap ?? [])).toEqual([
      { from: burst.at, to: burst.at + 1_000 },
    ]);
    const read = pages.flatMap(({ records }) => records.map(({ occurredAt }) => occurredAt));
    const rest = (await held(path, window)).filter(({ ms }) => Math.floor(ms / 1000) * 1000 !== burst.at);
    expect(byKey(pages).size).toBe(rest.length + 1_000);
    expect(Math.max(...read)).toBe(Math.max(...rest.map(({ ms }) => ms), burst.at));
  });

  it('of the activity log is read whole: its pages need no seconds', async () => {
    const path = '/admin/v2/logs/activity';
    const burst = told.parse(
      await simulator.control('POST /burst', { path, records: 1_500, at: Date.now() - 12 * HOUR_MS }),
    );
    const window = { from: burst.at, to: burst.at + 1_000 };
    const pages = await readWindow('activity', window);
    expect(byKey(pages).size).toBe((await held(path, window)).length);
  });
});

describe('an event of Trust Monitor', () => {
  it('keeps its key and its time when its state changes', async () => {
    const window = { from: Date.now() - (HISTORY_DAYS - 1) * 24 * HOUR_MS, to: Date.now() - 60_000 };
    const before = (await readWindow('trust_monitor', window)).flatMap(({ records }) => records);
    const [first] = before;
    const { sekey } = z.object({ sekey: z.string() }).parse(JSON.parse(first?.text ?? '{}'));
    await simulator.control('POST /trust-state', { sekey, state: 'processed', triaged_as_interesting: true });
    const after = (await readWindow('trust_monitor', window)).flatMap(({ records }) => records);
    const changed = after.find(({ key }) => first !== undefined && key.equals(first.key));
    expect(after).toHaveLength(before.length);
    expect(changed?.occurredAt).toBe(first?.occurredAt);
    expect(changed?.record).toMatchObject({ state: 'processed', interesting: true });
    expect(first?.record).toMatchObject({ state: 'new' });
  });

  it('of a licence that has run out is refused, by itself', async () => {
    await simulator.control('POST /licence', { trustMonitor: false });
    const window = { from: Date.now() - HOUR_MS, to: Date.now() - 60_000 };
    const refused = await fetchPage('trust_monitor', window, null, 200);
    expect(refused).toMatchObject({ ok: false, error: { code: 'duo_40301', class: 'capability' } });
    expect(!refused.ok && refused.error.remedy).toContain('Advantage or Premier');
    expect((await fetchPage('activity', window, null, 200)).ok).toBe(true);
    await simulator.control('POST /licence', { trustMonitor: true });
  });
});

describe('the directory', () => {
  it('is swept part after part, every object once, and each part is finished', async () => {
    const pages = await readWindow('directory', { from: 0, to: Date.now() }, 25);
    const objects = pages.flatMap((page) => page.objects ?? []);
    expect(pages.flatMap((page) => page.finishedParts ?? [])).toEqual(DIRECTORY_PARTS);
    expect(new Set(objects.map(({ part, id }) => `${part} ${id}`)).size).toBe(objects.length);
    const { users } = z
      .object({ users: z.array(z.object({ username: z.string() })) })
      .parse(await simulator.control('GET /directory'));
    const names = objects.flatMap((object) => (object.part === 'users' ? [object.username] : []));
    expect(sorted(names)).toEqual(sorted(users.map(({ username }) => username)));
    expect(pages.flatMap(({ rejected }) => rejected)).toEqual([]);
    for (const part of DIRECTORY_PARTS) expect(objects.some((object) => object.part === part)).toBe(true);
  });
});

describe('the summary', () => {
  it('tells size, retention and sign-ins of the last day, each as far as it is granted', async () => {
    await simulator.control('POST /settings', { log_retention_days: 90 });
    await simulator.control('POST /permissions', { grant: ['settings'] });
    const figures = async () => (await readWindow('summary', { from: 0, to: Date.now() }))[0]?.figures;
    const full = await figures();
    expect(full).toMatchObject({ edition: 'Premier', retentionDays: 90 });
    const attempts = full?.attempts ?? null;
    if (attempts === null) throw new Error('The simulator counts attempts.');
    const { from, to, ...counts } = attempts;
    const counted = await held('/admin/v2/logs/authentication', { from, to: to - 1 });
    expect(counts.success + counts.failure + counts.fraud + counts.error).toBe(counted.length);
    await simulator.control('POST /permissions', { revoke: ['settings'] });
    expect(await figures()).toMatchObject({ retentionDays: null, users: full?.users });
  });
});

describe('the connection test', () => {
  const probe = async () => {
    const run = adapter.probe({
      credentials,
      turn: (_stream, ask) => ask(),
      signal: AbortSignal.timeout(20_000),
    });
    const states: Record<string, string> = {};
    for (;;) {
      const next = await run.next();
      if (next.done === true) return { states, result: next.value };
      states[next.value.step] = next.value.state;
    }
  };

  it('finds each permission as it is granted, and what is granted without need', async () => {
    await simulator.control('POST /permissions', {
      grant: ['read_log', 'read_information', 'read_resource', 'administrators'],
      revoke: ['settings', 'integrations'],
    });
    const generous = await probe();
    expect(Object.entries(generous.states).filter(([, state]) => state !== 'ok')).toEqual([
      ['least_privilege', 'warning'],
    ]);
    expect(generous.result.streams.every(({ readable }) => readable)).toBe(true);
    await simulator.control('POST /permissions', {
      revoke: ['read_information', 'read_resource', 'administrators'],
    });
    const narrow = await probe();
    expect(narrow.result.ok).toBe(true);
    expect(Object.entries(narrow.states).filter(([, state]) => state !== 'ok')).toEqual([
      ['read_resource', 'warning'],
      ['read_information', 'warning'],
    ]);
    expect(narrow.result.streams.filter(({ readable }) => !readable)).toEqual([
      { stream: 'directory', readable: false },
      { stream: 'summary', readable: false },
    ]);
  });
});
