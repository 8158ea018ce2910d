import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CISCO_DUO } from '@/domain/connectors/cisco-duo';
import type { FetchedPage } from '@/server/connectors/connector';
import type { PageRequest } from '@/server/connectors/cisco-duo/duo-stream';
import { readAgain } from '@/server/connectors/cisco-duo/record-reading';
import { DUO_STREAMS, findDuoStream } from '@/server/connectors/cisco-duo/streams';
import type { JsonObject } from '@/server/connectors/json-value';
import {
  answeringClient,
  DUO_DATE,
  type ScriptedAnswer,
} from '@/server/connectors/cisco-duo/client-for-tests';

const WINDOW = { from: DUO_DATE - 3_600_000, to: DUO_DATE - 122_000 };
const KEYS = { host: 'api-1.duosecurity.com', ikey: 'i', skey: 's', signature: 'v5-sha512' } as const;
const SECOND = Math.floor(DUO_DATE / 1000) - 1_000;
const ISO = new Date(SECOND * 1000).toISOString().replace('.000Z', '+00:00');

/** One of each record log: a record, and how an answer with such records is written. */
interface Log {
  readonly id: string;
  readonly idField: string | null;
  readonly record: JsonObject;
  /** A change after which the record cannot be read. */
  readonly spoil: JsonObject;
  readonly answer: (records: readonly unknown[], nextOffset?: unknown) => ScriptedAnswer;
  readonly given: unknown;
  readonly sentBack: Readonly<Record<string, string>>;
}

const inside =
  (member: string) =>
  (records: readonly unknown[], next?: unknown): ScriptedAnswer => ({
    response: {
      [member]: records,
      metadata: {
        total_objects: { relation: 'eq', value: 7 },
        ...(next === undefined ? {} : { next_offset: next }),
      },
    },
  });
const bare = (records: readonly unknown[]): ScriptedAnswer => ({ response: records });
const actor = { key: 'DE1', name: 'Grace', type: 'admin' };

const PAGED: readonly Log[] = [
  {
    id: 'authentication',
    idField: null,
    record: { isotimestamp: ISO, txid: 't1', user: { key: 'DU1', name: 'ada' }, result: 'success' },
    spoil: { user: null },
    answer: inside('authlogs'),
    given: ['1793521800123', 't1'],
    sentBack: { next_offset: '1793521800123,t1' },
  },
  {
    id: 'activity',
    idField: 'activity_id',
    record: { ts: ISO, activity_id: 'a1', action: { name: 'user_update' }, actor },
    spoil: { action: null },
    answer: inside('items'),
    given: '1793521800123,a1',
    sentBack: { next_offset: '1793521800123,a1' },
  },
  {
    id: 'telephony',
    idField: 'telephony_id',
    record: { ts: ISO, telephony_id: 'p1', type: 'sms', phone: '+1555' },
    spoil: { type: {} },
    answer: inside('items'),
    given: '1793521800123,p1',
    sentBack: { next_offset: '1793521800123,p1' },
  },
  {
    id: 'trust_monitor',
    idField: 'sekey',
    record: { surfaced_timestamp: SECOND * 1000, sekey: 'SE1', type: 'auth', state: 'new' },
    spoil: { type: null },
    answer: inside('events'),
    given: '1591014',
    sentBack: { offset: '1591014' },
  },
];
const BARE: readonly Log[] = ['administrator', 'offline_enrollment'].map((id) => ({
  id,
  idField: null,
  record: { action: 'user_update', isotimestamp: ISO, timestamp: SECOND, object: 'x', username: 'ada' },
  spoil: { action: null },
  answer: bare,
  given: null,
  sentBack: {},
}));

async function fetchPage(id: string, answer: ScriptedAnswer, changes: Partial<PageRequest> = {}) {
  const stream = findDuoStream(id);
  if (stream === undefined) throw new Error(`There is no stream ${id}.`);
  const { client, asked } = answeringClient(() => answer);
  const signal = new AbortController().signal;
  const request = { window: WINDOW, offset: null, limit: 1_000, signal, ...changes };
  const result = await stream.fetchPage({ client, keys: KEYS, request, now: DUO_DATE });
  return { result, asked };
}

async function readPage(
  id: string,
  answer: ScriptedAnswer,
  changes: Partial<PageRequest> = {},
): Promise<FetchedPage> {
  const { result } = await fetchPage(id, answer, changes);
  if (!result.ok) throw new Error(result.error.message);
  return result;
}

const keysOf = (page: Pick<FetchedPage, 'records'>) => page.records.map(({ key }) => key.toString('hex'));

it('has a stream for every one of the manifest, with its endpoint', async () => {
  expect(DUO_STREAMS.map(({ id }) => id)).toEqual(CISCO_DUO.streams.map(({ id }) => id));
  for (const { id, endpoint, holds } of CISCO_DUO.streams) {
    const { asked } = await fetchPage(id, { error: 'server_error' });
    expect(asked[0]?.path).toBe(endpoint);
    expect(findDuoStream(id)?.reading === null).toBe(holds !== 'records');
  }
});

describe.each([...PAGED, ...BARE])('the stream $id', ({ id, idField, record, spoil, answer }) => {
  it('keeps a record that it cannot read, and its neighbours go in', async () => {
    const spoiled = { ...record, ...spoil };
    const page = await readPage(
      id,
      answer([record, spoiled, 5, { ...record, extra: 1, [idField ?? 'x']: 'other' }]),
    );
    expect(page.records).toHaveLength(2);
    expect(page.records[0]).toMatchObject({
      occurredAt: SECOND * 1000,
      text: JSON.stringify(record),
      record: { kind: id },
    });
    expect(page.rejected.map(({ bytes }) => bytes.toString())).toEqual([JSON.stringify(spoiled), '5']);
    expect(page).toMatchObject({ vendorDate: DUO_DATE, requests: 1 });
  });

  it('gives a record one identity, whatever the order of its members', async () => {
    const turned = Object.fromEntries(Object.entries(record).reverse());
    const [first] = keysOf(await readPage(id, answer([record])));
    expect(keysOf(await readPage(id, answer([turned])))).toEqual([first]);
    expect(first).toHaveLength(32);
  });

  it('reads what it stored, and what was put away, alone or as a page', async () => {
    const reading = findDuoStream(id)?.reading ?? null;
    if (reading === null) throw new Error(`${id} holds records.`);
    const page = await readPage(id, answer([record]));
    const body = Buffer.from(JSON.stringify({ stat: 'OK', ...answer([record, { ...record, ...spoil }]) }));
    const again = readAgain(reading, body, DUO_DATE);
    expect(keysOf(again)).toEqual(keysOf(page));
    expect(again.rejected).toHaveLength(1);
    expect(keysOf(readAgain(reading, Buffer.from(JSON.stringify(record)), DUO_DATE))).toEqual(keysOf(page));
    expect(readAgain(reading, Buffer.from('{"half":'), DUO_DATE)).toMatchObject({
      records: [],
      rejected: [{ reason: 'not_json' }],
    });
  });

  it('keeps a page whole that may not be read', async () => {
    const page = await readPage(id, answer([record, record]), { unread: true });
    expect(page).toMatchObject({ records: [], rejected: [{ reason: 'page_unread' }] });
    expect(page.rejected[0]?.bytes.length).toBe(page.bytes);
  });

  it('takes what is no page for an error', async () => {
    const refused = await fetchPage(id, { body: '{"stat":"FAIL","code":40301,"message":"no"}' });
    expect(refused.result).toMatchObject({ ok: false, error: { code: 'duo_40301' } });
    const foreign = await fetchPage(id, { body: '{"stat":"OK","response":"later"}' });
    expect(foreign.result).toMatchObject({ ok: false, error: { code: 'unexpected_shape' } });
  });
});

describe.each(PAGED)('the pages of $id', ({ id, idField, record, answer, given, sentBack }) => {
  it('are asked for in milliseconds, oldest first, and by the offset that Duo gave', async () => {
    const first = await fetchPage(id, answer([record], given));
    const sort = id === 'trust_monitor' ? {} : { sort: 'ts:asc' };
    const params = {
      mintime: String(WINDOW.from),
      maxtime: String(WINDOW.to),
      limit: id === 'trust_monitor' ? '200' : '1000',
      ...sort,
    };
    expect(first.asked[0]?.params).toEqual(params);
    const next = first.result.ok ? first.result.nextOffset : null;
    const second = await fetchPage(id, answer([record]), { offset: next });
    expect(second.asked[0]?.params).toEqual({ ...params, ...sentBack });
    expect(second.result).toMatchObject({ nextOffset: null, total: 7 });
  });

  it('go on behind one that is not read', async () => {
    const page = await readPage(id, answer([record], given), { unread: true });
    expect(page.nextOffset).toBe(Object.values(sentBack)[0]);
  });

  it('go on after an offset that cannot be sent back, or name what may be missing', async () => {
    const page = await readPage(id, answer([record], { odd: true }));
    const gap = { from: SECOND * 1000, to: WINDOW.to };
    if (id === 'trust_monitor') expect(page).toMatchObject({ nextOffset: null, possibleGap: gap });
    else {
      const own = record[idField ?? 'txid'];
      expect(page.nextOffset).toBe(`${SECOND * 1000},${typeof own === 'string' ? own : ''}`);
    }
    const empty = await readPage(id, answer([], { odd: true }));
    expect(empty).toMatchObject({ nextOffset: null, possibleGap: WINDOW });
  });
});

describe.each(PAGED.filter(({ idField }) => idField !== null))(
  'a record of $id that changes',
  ({ id, idField, record, answer }) => {
    it('keeps its identity by the id that Duo gave it, and without one is another', async () => {
      const [before] = keysOf(await readPage(id, answer([record])));
      expect(keysOf(await readPage(id, answer([{ ...record, state: 'processed' }])))).toEqual([before]);
      const nameless = { ...record, [idField ?? '']: null };
      const [without] = keysOf(await readPage(id, answer([nameless])));
      expect(without).not.toBe(before);
      expect(keysOf(await readPage(id, answer([{ ...nameless, state: 'processed' }])))).not.toEqual([
        without,
      ]);
    });
  },
);

it('reads two published pages of Trust Monitor to their end', async () => {
  const pages: unknown = JSON.parse(
    readFileSync('tests/fixtures/duo/samples/rapid7-insightconnect/trust_monitor_two_pages.json', 'utf8'),
  );
  const bodies = Array.isArray(pages) ? pages.map((page) => JSON.stringify(page)) : [];
  const { client, asked } = answeringClient(({ params }) => ({
    body: bodies[params['offset'] === undefined ? 0 : 1] ?? '',
  }));
  const stream = findDuoStream('trust_monitor');
  const surfaced = 1_682_836_486_335;
  const window = { from: surfaced - 3_600_000, to: surfaced + 3_600_000 };
  const names: unknown[] = [];
  let offset: string | null = null;
  do {
    const request: PageRequest = { window, offset, limit: 200, signal: new AbortController().signal };
    const page = await stream?.fetchPage({ client, keys: KEYS, request, now: window.to });
    if (page?.ok !== true) throw new Error('The page was not read.');
    names.push(...page.records.map(({ person }) => person?.username));
    offset = page.nextOffset;
  } while (offset !== null);
  expect(names).toEqual(['example-user', 'example-user2']);
  expect(asked.map(({ params }) => params['offset'])).toEqual([undefined, '1591014']);
});

describe('identities', () => {
  it('of two logs never meet, even where Duo gives one id to both', async () => {
    const same = 'one-and-the-same';
    const activity = { ts: ISO, activity_id: same, action: 'user_update' };
    const telephony = { ts: ISO, telephony_id: same, type: 'sms' };
    const keys = [
      ...keysOf(await readPage('activity', inside('items')([activity]))),
      ...keysOf(await readPage('telephony', inside('items')([telephony]))),
    ];
    expect(new Set(keys).size).toBe(2);
  });

  it('of equal records are one where Duo tells times finely, and several in whole seconds', async () => {
    for (const { id, record, answer } of [...PAGED, ...BARE]) {
      const keys = keysOf(await readPage(id, answer([record, record, record])));
      expect([id, new Set(keys).size]).toEqual([id, BARE.some((log) => log.id === id) ? 3 : 1]);
    }
  });
});

describe('a bare log', () => {
  it('is asked for in whole seconds, without an end', async () => {
    const { asked } = await fetchPage('administrator', bare([]), {
      window: { ...WINDOW, from: WINDOW.from + 999 },
    });
    expect(asked[0]?.params).toEqual({ mintime: String(WINDOW.from / 1000) });
  });

  it('is asked again by offline enrollment where a short answer may hide more', async () => {
    const [, offline] = BARE;
    const page = await readPage('offline_enrollment', bare([offline?.record]));
    expect(page.nextOffset).toBe(String(SECOND));
    const again = await readPage('offline_enrollment', bare([offline?.record]), { offset: page.nextOffset });
    expect(again.nextOffset).toBeNull();
    expect((await readPage('administrator', bare([offline?.record]))).nextOffset).toBeNull();
  });

  it('goes on by the times of records that cannot be read', async () => {
    const broken = { timestamp: SECOND, action: null };
    const later = { timestamp: SECOND + 1, action: null };
    const rows = [...Array.from({ length: 999 }, () => broken), later];
    const page = await readPage('administrator', bare(rows));
    expect(page).toMatchObject({ records: [], nextOffset: String(SECOND + 1) });
  });

  it('names all that follows where no record of a full answer tells its time', async () => {
    const page = await readPage('administrator', bare(Array.from({ length: 1_000 }, () => ({}))));
    expect(page).toMatchObject({ nextOffset: null, possibleGap: WINDOW });
  });
});
