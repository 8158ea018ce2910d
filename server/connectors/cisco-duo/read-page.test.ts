import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReadingEffort } from '@/server/connectors/cisco-duo/reading-effort';
import {
  readPage as readPlace,
  readSingle,
  type PageRecord,
  type RecordPlace,
} from '@/server/connectors/cisco-duo/read-page';

const AUTHLOGS: RecordPlace = { member: 'authlogs', marker: 'user' };
const readPage = (body: Buffer, place = AUTHLOGS) => readPlace(body, place);

const record = (index: number) => ({
  access_device: {
    ip: '198.51.100.7',
    location: { city: 'Ann Arbor', country: 'United States' },
    os: 'Mac "OS" X',
  },
  isotimestamp: `2026-11-01T08:30:${String(index % 60).padStart(2, '0')}.000000+00:00`,
  rbfs_triggered_attacks: [{ detector: 'NOVEL_ASN' }, { detector: 'PUSH_SPRAY' }],
  txid: `tx-${index}`,
  user: { groups: ['Staff (from AD sync "HQ")', 'a\\b'], key: `DU${index}`, name: `pérson ${index}` },
});

const METADATA = '{"next_offset": ["1793522400000", "tx-9"], "total_objects": 40}';
const pageOf = (elements: readonly (string | Buffer)[], metadata = METADATA): Buffer =>
  Buffer.concat([
    Buffer.from('{"response": {"authlogs": ['),
    ...elements.flatMap((element, index) => [Buffer.from(index === 0 ? '' : ', '), Buffer.from(element)]),
    Buffer.from(`], "metadata": ${metadata}}, "stat": "OK"}`),
  ]);
const goodText = (index: number) => JSON.stringify(record(index));
const readOrFail = (body: Buffer, place = AUTHLOGS) => {
  const page = readPage(body, place);
  if (!page.ok) throw new Error('The page was not read.');
  return page;
};
const txids = (records: readonly PageRecord[]) =>
  records.flatMap((one) => (one.ok ? [one.value['txid']] : []));
const readRecords = (page: ReturnType<typeof readPage>) => (page.ok ? page.records : []);
const bad = (records: readonly PageRecord[]) => records.flatMap((one) => (one.ok ? [] : [one]));

describe('readPage', () => {
  it('reads every record of a clean page, with the text as it came, the offset and the total', () => {
    const pretty = JSON.stringify(record(2), null, 2);
    const page = readOrFail(pageOf([goodText(1), pretty]));
    expect(page.records).toEqual([
      { ok: true, value: record(1), text: goodText(1) },
      { ok: true, value: record(2), text: pretty },
    ]);
    expect(page.nextOffset).toEqual({ kind: 'offset', value: '1793522400000,tx-9' });
    expect(page.totalObjects).toBe(40);
  });

  it('reads an empty page, one with a byte order mark, and members in another order', () => {
    expect(readOrFail(pageOf([], 'null'))).toEqual({
      ok: true,
      records: [],
      nextOffset: { kind: 'none' },
      totalObjects: null,
    });
    expect(readOrFail(Buffer.concat([Buffer.from('\ufeff'), pageOf([goodText(1)])])).records).toHaveLength(1);
    const turned = `{"stat":"OK","response":{"metadata":${METADATA},"authlogs":[${goodText(1)}]},"more":[{}]}`;
    expect(readOrFail(Buffer.from(turned))).toMatchObject({
      totalObjects: 40,
      nextOffset: { kind: 'offset' },
    });
  });

  it.each([
    ['null', 'none'],
    ['{}', 'none'],
    ['{"next_offset": null}', 'none'],
    ['{"next_offset": []}', 'none'],
    ['{"next_offset": ""}', 'none'],
    ['[]', 'none'],
    ['{"next_offset": "1,abc"}', 'offset'],
    ['{"next_offset": [1793522400000, "tx"]}', 'offset'],
    ['{"next_offset": {"a": 1}}', 'unreadable'],
    ['{"next_offset": 5}', 'unreadable'],
    ['{"next_offset": [null, "x"]}', 'unreadable'],
    [`{"next_offset": "${'9'.repeat(2000)}"}`, 'unreadable'],
  ])('takes the metadata %s for an offset that is %s', (metadata, kind) => {
    expect(readOrFail(pageOf([goodText(1)], metadata)).nextOffset.kind).toBe(kind);
  });

  it.each([
    ['HTML', '<html><body>Bad gateway</body></html>'],
    ['nothing', ''],
    ['a failure', '{"stat":"FAIL","code":40002,"message":"Invalid request parameters"}'],
    ['no stat', `{"response":{"authlogs":[${goodText(1)}]}}`],
    ['a stat of a wrong type', '{"response":{"authlogs":[]},"stat":["OK"]}'],
    ['no records', '{"response":{},"stat":"OK"}'],
    ['records that are no array', '{"response":{"authlogs":{}},"stat":"OK"}'],
    ['a response that is an array', '{"response":[],"stat":"OK"}'],
    [
      'half a page',
      pageOf([goodText(1), goodText(2)])
        .subarray(0, 500)
        .toString(),
    ],
  ])('does not take %s for a page', (_what, body) => {
    expect(readPage(Buffer.from(body))).toEqual({ ok: false });
  });

  const raw = (text: string, from: string, to: readonly number[]) => {
    const bytes = Buffer.from(text);
    const at = bytes.indexOf(from);
    return Buffer.concat([
      bytes.subarray(0, at),
      Buffer.from(to),
      bytes.subarray(at + Buffer.byteLength(from)),
    ]);
  };
  const deep = `{"user":${'['.repeat(200)}${']'.repeat(200)}}`;
  it.each<[string, string | Buffer]>([
    ['not_utf8', raw(goodText(5), 'Ann', [0xff, 0xfe, 0x41])],
    ['nul_character', raw(goodText(5), 'Ann', [0x41, 0x00, 0x41])],
    ['nul_character', goodText(5).replace('Ann', '\\u0000')],
    ['not_json', goodText(5).replace('"Ann Arbor"', 'Ann Arbor')],
    ['not_json', '{"user": tru}'],
    ['not_an_object', '[1, {"a": 2}]'],
    ['not_an_object', 'null'],
    ['not_an_object', '"text"'],
    ['too_deep', deep],
    ['too_deep', `{"user":${'['.repeat(400_000)}${']'.repeat(400_000)}}`],
    ['too_large', JSON.stringify({ ...record(5), alias: 'x'.repeat(1_100_000) })],
  ])('keeps a record that is %s whole, and its neighbours go in', (reason, element) => {
    const page = readOrFail(pageOf([goodText(1), element, goodText(2)]));
    expect(txids(page.records)).toEqual(['tx-1', 'tx-2']);
    const [kept, ...others] = bad(page.records);
    expect(kept?.reason).toBe(reason);
    // Not toEqual: it takes seconds for a megabyte.
    expect(kept?.bytes.equals(Buffer.from(element))).toBe(true);
    expect(others).toEqual([]);
    expect(page.nextOffset.kind).toBe('offset');
  });

  it('does not mind an escaped backslash before u0000, doubled members and half a surrogate pair', () => {
    const odd = [
      goodText(1).replace('Ann', '\\\\u0000'),
      goodText(2).replace('"txid"', '"txid":"first","txid"'),
      goodText(3).replace('Ann', '\\ud800'),
    ];
    expect(txids(readOrFail(pageOf(odd)).records)).toEqual(['tx-1', 'tx-2', 'tx-3']);
  });

  it.each<[string, (text: string) => string]>([
    ['an opening quote', (text) => text.replace('"Ann', 'Ann')],
    ['a closing quote', (text) => text.replace('Arbor"', 'Arbor')],
    ['a closing brace', (text) => text.slice(0, -1)],
    ['two closing braces', (text) => text.slice(0, -2)],
    ['an opening brace', (text) => text.replace('{"ip"', '"ip"')],
    ['a bracket', (text) => text.replace('"PUSH_SPRAY"}]', '"PUSH_SPRAY"}')],
    ['its second half', (text) => text.slice(0, text.length / 2)],
  ])('finds the next good record after one that lacks %s, and keeps that one', (_what, breakIt) => {
    const broken = breakIt(goodText(5));
    for (const [before, after] of [
      [[], [3, 4]],
      [
        [1, 2],
        [3, 4],
      ],
      [[1, 2], []],
    ] as const) {
      const page = readOrFail(pageOf([...before.map(goodText), broken, ...after.map(goodText)]));
      expect(txids(page.records)).toEqual([...before, ...after].map((index) => `tx-${index}`));
      expect(bad(page.records).map(({ bytes }) => bytes.toString())).toEqual([broken]);
      expect(page.nextOffset.kind).toBe('offset');
    }
  });

  it('keeps good records of 3,000 pages on which one record was changed at random, and never throws', () => {
    const texts = [0, 1, 2, 3, 4].map(goodText);
    const mutation = fc.oneof(
      fc.record({ how: fc.constant('flip' as const), at: fc.nat(10_000), byte: fc.nat(255) }),
      fc.record({ how: fc.constant('drop' as const), at: fc.nat(10_000), byte: fc.nat(60) }),
      fc.record({ how: fc.constant('insert' as const), at: fc.nat(10_000), byte: fc.nat(255) }),
      fc.record({ how: fc.constant('cut' as const), at: fc.nat(10_000), byte: fc.constant(0) }),
    );
    fc.assert(
      fc.property(fc.nat(4), fc.array(mutation, { minLength: 1, maxLength: 4 }), (victim, mutations) => {
        let changed = Buffer.from(texts[victim] ?? '');
        for (const { how, at, byte } of mutations) {
          const place = at % Math.max(1, changed.length);
          const head = changed.subarray(0, place);
          const rest =
            how === 'drop'
              ? changed.subarray(place + byte)
              : changed.subarray(how === 'flip' ? place + 1 : place);
          changed = Buffer.concat(
            how === 'cut' ? [head] : how === 'drop' ? [head, rest] : [head, Buffer.from([byte]), rest],
          );
        }
        const page = readPage(pageOf(texts.map((text, index) => (index === victim ? changed : text))));
        // A change may by chance close the array early or make the page end; nothing may be made up even then.
        if (!page.ok) return;
        const survivors = txids(page.records);
        const others = [0, 1, 2, 3, 4].filter((index) => index !== victim).map((index) => `tx-${index}`);
        const lost = others.filter((txid) => !survivors.includes(txid));
        const keptWithBytes = lost.filter((txid) =>
          bad(page.records).some(({ bytes }) => bytes.includes(`"${txid}"`)),
        );
        expect(keptWithBytes).toEqual(lost);
        mutated.pages += 1;
        mutated.lost += lost.length;
      }),
      { numRuns: 3_000 },
    );
    // Nearly every neighbour is read; the rest lies whole in quarantine, as the assertion above says.
    expect(mutated.pages).toBeGreaterThan(2_900);
    expect(mutated.lost).toBeLessThan(mutated.pages * 0.02);
  });

  const MEBIBYTE = 1024 * 1024;
  /** What reading took of a page that is `unit` again and again, between two good records. */
  const effortOf = (unit: string, length: number) => {
    const body = pageOf([goodText(1), unit.repeat(Math.ceil(length / unit.length)), goodText(2)]);
    const effort = new ReadingEffort(body.length);
    const page = readPlace(body, AUTHLOGS, effort);
    return { page, spent: effort.spent, length: body.length };
  };
  it.each([
    ['good records before what never closes', '{"user":1},{[,'],
    ['openings of what never closes', '{"a":[,'],
    ['openings alone', ',{'],
    ['openings that close at the end only', '{x{"user":1},'],
    ['quotes that do not close', '{"user":1},{",'],
    ['records that are short of a quote', `${goodText(1)},${goodText(2).replace('"Ann', 'Ann')},`],
    ['broken records of 60,000 bytes', `{"user":"${'x'.repeat(60_000)}",},`],
    ['elements of a byte', '1,'],
    ['elements that are no JSON', '{x},'],
  ])('takes work that grows as the page does for %s', (_what, unit) => {
    const [small, large] = [effortOf(unit, MEBIBYTE / 4), effortOf(unit, 2 * MEBIBYTE)];
    for (const { page, spent, length } of [small, large]) {
      // One look to the end may be under way when the measure is full.
      expect(spent).toBeLessThan(length * (8 + 64 + 2));
      expect(txids(readRecords(page))[0]).toBe('tx-1');
    }
    expect(large.spent / small.spent).toBeLessThan(8 * 1.2);
    const huge = new ReadingEffort(32 * MEBIBYTE);
    expect(huge.most).toBe((8 * 32 + 64) * MEBIBYTE);
  });

  it('keeps what it no longer cuts as one, whole, with the good records before it', () => {
    const hostile = '{"user":1},{[,'.repeat(MEBIBYTE / 14);
    const page = readOrFail(pageOf([goodText(1), goodText(2), hostile, goodText(3)]));
    expect(txids(page.records).slice(0, 2)).toEqual(['tx-1', 'tx-2']);
    const last = bad(page.records).at(-1);
    expect(last?.detail).toContain('the rest of it was not cut');
    expect(last?.bytes.toString().endsWith(goodText(3))).toBe(true);
    expect(page.nextOffset.kind).toBe('offset');
  });

  it('keeps no more than 10,000 elements apart, and the rest as one', () => {
    const page = readOrFail(pageOf([goodText(1), ...Array.from({ length: 30_000 }, () => '1')]));
    expect(page.records).toHaveLength(1 + 10_000 + 1);
    expect(bad(page.records).at(-1)?.bytes).toHaveLength(20_000 * 3 - 2);
  });

  it('reads every good record of a usual page of which one in thirty lacks a brace', () => {
    const texts = Array.from({ length: 1_000 }, (_, index) => {
      const text = JSON.stringify({ ...record(index), alias: 'x'.repeat(1_000) });
      return index % 30 === 7 ? text.slice(0, -1) : text;
    });
    const page = readOrFail(pageOf(texts));
    expect(txids(page.records)).toHaveLength(1_000 - 34);
  });

  it('never throws on bytes of any kind', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void readPage(Buffer.from(bytes))));
    const shape = fc
      .json({ maxDepth: 6 })
      .map((json) => `{"response":{"authlogs":[${json}],"metadata":${json}},"stat":"OK"}`);
    fc.assert(fc.property(shape, (text) => readPage(Buffer.from(text)).ok));
  });
});

const PLACES: readonly [string, RecordPlace, (elements: string, rest: string) => string][] = [
  [
    'in response.items, with metadata beside them',
    { member: 'items', marker: 'ts' },
    (elements, rest) => `{"stat":"OK","response":{"metadata":{${rest}},"items":[${elements}]}}`,
  ],
  [
    'in response.events, before metadata',
    { member: 'events', marker: 'sekey' },
    (elements, rest) => `{"response":{"events":[${elements}],"metadata":{${rest}}},"stat":"OK"}`,
  ],
  [
    'in response itself, before metadata and stat',
    { member: null, marker: 'user_id', numericOffset: true },
    (elements, rest) => `{"response": [${elements}], "metadata": {${rest}}, "stat": "OK"}`,
  ],
  [
    'in response itself, after stat, with nothing behind',
    { member: null, marker: 'action' },
    (elements, rest) => `{"metadata":{${rest}},"stat":"OK","response":[${elements}]}`,
  ],
];

describe.each(PLACES)('a page whose records stand %s', (_where, place, pageWith) => {
  const element = (index: number) =>
    JSON.stringify({ [place.marker]: `m${index}`, list: ['a', { b: [index] }], text: '], }' });
  const totals = '"next_offset": "300,x", "total_objects": {"relation": "eq", "value": 951}';
  const good = [1, 2, 3].map(element);
  const read = (elements: readonly string[]) =>
    readOrFail(Buffer.from(pageWith(elements.join(', '), totals)), place);

  it('is cut into them, with offset and total', () => {
    const page = read(good);
    expect(page.records.map((one) => one.ok && one.text)).toEqual(good);
    expect(page).toMatchObject({ totalObjects: 951, nextOffset: { kind: 'offset', value: '300,x' } });
  });

  it.each([
    ['a bracket', (text: string) => text.replace(']', '')],
    ['a quote', (text: string) => text.replace('"', '')],
    ['its end', (text: string) => text.slice(0, -9)],
  ])('loses no neighbour of one that lacks %s, wherever it stands', (_what, breakIt) => {
    for (const at of [0, 1, 2]) {
      const elements = good.map((text, index) => (index === at ? breakIt(text) : text));
      const page = read(elements);
      expect(page.records.flatMap((one) => (one.ok ? [one.text] : []))).toEqual(
        good.filter((_text, index) => index !== at),
      );
      expect(bad(page.records).map(({ bytes }) => bytes.toString())).toEqual([elements[at]]);
      expect(page.totalObjects).toBe(951);
    }
  });

  it('may be empty', () => {
    expect(read([]).records).toEqual([]);
  });
});

describe('a next offset', () => {
  const place: RecordPlace = { member: null, marker: 'user_id', numericOffset: true };
  const withOffset = (offset: string, at = place) =>
    readOrFail(Buffer.from(`{"stat":"OK","response":[],"metadata":{"next_offset":${offset}}}`), at)
      .nextOffset;

  it('may be a number only where Duo counts', () => {
    expect(withOffset('300')).toEqual({ kind: 'offset', value: '300' });
    expect(withOffset('300', { member: null, marker: 'action' })).toEqual({ kind: 'unreadable' });
  });
});

describe('readSingle', () => {
  it('reads the bytes of one record by the rules of a page', () => {
    expect(readSingle(Buffer.from(goodText(1)), AUTHLOGS)).toEqual([
      { ok: true, value: record(1), text: goodText(1) },
    ]);
    expect(readSingle(Buffer.from('{"user": tru}'), AUTHLOGS)).toMatchObject([
      { ok: false, reason: 'not_json' },
    ]);
    expect(readSingle(Buffer.from('}]'), { member: null, marker: 'action' })).toMatchObject([
      { ok: false, reason: 'not_json', bytes: Buffer.from('}]') },
    ]);
  });
});

const mutated = { pages: 0, lost: 0 };
