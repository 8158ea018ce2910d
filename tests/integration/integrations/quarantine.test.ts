import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { IntegrationId } from '@/domain/identifiers';
import { commitPage } from '@/server/services/collection/commit-page';
import { getIntegration } from '@/server/services/integrations/get-integration';
import { execute } from '@/server/services/operation';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { duoRecord, fetchedPage, signInPage } from '@/tests/setup/duo-record';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const text = (changes: object, wish = {}) =>
  JSON.stringify({ ...duoRecord({ at: Date.now() - 60_000, user: 'ada', ...wish }), ...changes });
const YEAR = 365 * 86_400_000;

const BAD: readonly { readonly reason: string; readonly raw: string }[] = [
  { reason: 'not_json', raw: '{"txid":"t1",,"user":1}' },
  { reason: 'not_json', raw: '{"txid":"cut off in the middle of' },
  { reason: 'not_an_object', raw: '42' },
  { reason: 'nul_character', raw: text({ user: { key: 'DUX', name: 'a\u0000da', groups: [] } }) },
  { reason: 'nul_character', raw: text({ alias: 'harmless\u0000field' }) },
  { reason: 'missing_time', raw: text({ isotimestamp: undefined, timestamp: undefined }) },
  { reason: 'missing_time', raw: text({ isotimestamp: 'yesterday', timestamp: null }) },
  { reason: 'time_out_of_range', raw: text({ isotimestamp: '1999-12-31T23:59:59.000000+00:00' }) },
  { reason: 'time_out_of_range', raw: text({ isotimestamp: new Date(Date.now() + YEAR).toISOString() }) },
  { reason: 'time_out_of_range', raw: text({ isotimestamp: undefined, timestamp: 1e300 }) },
  { reason: 'time_out_of_range', raw: text({ isotimestamp: undefined, timestamp: -1e12 }) },
  { reason: 'missing_user', raw: text({ user: null }) },
  { reason: 'wrong_type', raw: text({ txid: 7 }) },
  { reason: 'wrong_type', raw: text({ user: ['ada'] }) },
  { reason: 'wrong_type', raw: text({ rbfs_triggered_attacks: 'PUSH_HARASSMENT' }) },
  { reason: 'field_too_long', raw: text({ txid: 'x'.repeat(513) }) },
  { reason: 'too_deep', raw: text({}).replace(/}$/, `,"deep":${'['.repeat(80)}${']'.repeat(80)}}`) },
];

const GOOD: readonly string[] = [
  text({ note: 'half a pair: \ud800' }),
  text({ user: { key: 'DUHALF', name: 'half \ud83d', groups: ['\udc00'] } }, { email: 'half@example.com' }),
  text({ access_device: { ip: 'not an address', location: 7 }, result: 'something new', extra: { a: [1] } }),
  text({ email: 'İSTANBUL@EXAMPLE.COM', user: { key: 'DUI', name: "Robert'); DROP TABLE signal;--" } }),
  text({ reason: 'x'.repeat(5_000) }),
  text({ timestamp: 'soon' }),
];

describe('records that cannot be read', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let integrationId: IntegrationId;

  beforeAll(async () => {
    simulator = await start(
      ...['--people', '2', '--history', '1d', '--lag', '0s', '--rate-limit', 'off', '--attack-every', 'off'],
    );
    house = await openCollectingHouse(simulator);
    integrationId = await house.connect('Cisco Duo', Date.now() - 120_000);
    // Good and bad in turn, so that each bad one has good neighbours.
    const length = Math.max(BAD.length, GOOD.length);
    const raws = Array.from({ length }, (_, index) => [BAD[index]?.raw, GOOD[index % GOOD.length]]).flat();
    const distinct = [...new Set(raws.filter((raw) => raw !== undefined))];
    const at = Date.now() - 60_000;
    await simulator.control('POST /records', {
      records: distinct.map((raw, index) => ({ raw, ms: at + index, txid: `place-${index}` })),
    });
    expect(await house.poll(integrationId)).toBe('done');
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  const kept = async () =>
    z
      .array(z.object({ raw: z.instanceof(Buffer), reason: z.string(), detail: z.string() }))
      .parse(await house.sql('SELECT raw, reason, detail FROM quarantine ORDER BY id'));

  it('are kept whole, once each, with the reason', async () => {
    const found = (await kept()).map(({ raw, reason }) => ({ reason, raw: raw.toString('utf8') }));
    const byRaw = (a: { raw: string }, b: { raw: string }) => (a.raw < b.raw ? -1 : 1);
    expect(found.sort(byRaw)).toEqual([...BAD].sort(byRaw));
    for (const { detail } of await kept()) expect(detail).toMatch(/^[A-Za-z].*\.$/);
  });

  it('do not keep their neighbours out', async () => {
    const [row] = await house.sql(`SELECT count(*)::int AS n FROM signal WHERE username <> ''`);
    const [natural] = await house.sql(
      `SELECT count(*)::int AS n FROM signal WHERE username NOT IN ('ada', 'half \ufffd', $1)`,
      ["Robert'); DROP TABLE signal;--"],
    );
    expect(Number(row?.n) - Number(natural?.n)).toBe(GOOD.length);
    expect(await house.sql(`SELECT email, groups FROM person WHERE username ~ '^half'`)).toEqual([
      { email: 'half@example.com', groups: ['\ufffd'] },
    ]);
  });

  it('are counted in stream and run, and not again when they are seen again', async () => {
    const figures = async () =>
      house.sql('SELECT fetched, added, duplicate, quarantined FROM run ORDER BY "startedAt" DESC LIMIT 1');
    expect(await figures()).toMatchObject([{ quarantined: BAD.length }]);
    await house.sql(`UPDATE lane SET watermark = watermark - interval '90 seconds'`);
    expect(await house.poll(integrationId)).toBe('done');
    expect(await figures()).toMatchObject([{ added: 0, quarantined: 0 }]);
    expect(await kept()).toHaveLength(BAD.length);
    const { actor, runtime } = house;
    const { streams } = await execute(getIntegration, { actor, runtime, input: { id: integrationId } });
    expect(streams[0]?.quarantined).toBe(BAD.length);
    const [sums] = await house.sql(
      'SELECT sum(fetched - added - duplicate - quarantined)::int AS untold FROM run',
    );
    expect(sums?.untold).toBe(0);
  });

  it('keep their bytes where they are no text at all', async () => {
    const bytes = Buffer.from([0x7b, 0xff, 0xfe, 0x00, 0xc0, 0x80, 0x7d]);
    const hash = createHash('sha256').update(bytes).digest().subarray(0, 16);
    const rejected = [{ hash, bytes, reason: 'not_utf8' as const, detail: 'Not UTF-8.' }];
    for (const expected of [1, 0]) {
      const { figures } = await house.runtime.database.inAccount(house.accountId, (tx) =>
        commitPage(
          house.accountId,
          tx,
          signInPage(integrationId, { ...fetchedPage([]), rejected: [...rejected, ...rejected] }),
        ),
      );
      expect(figures.quarantined).toBe(expected);
    }
    expect((await kept()).filter(({ raw }) => raw.equals(bytes))).toHaveLength(1);
  });
});
