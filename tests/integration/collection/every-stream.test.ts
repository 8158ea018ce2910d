import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { CISCO_DUO_STREAMS } from '@/domain/connectors/cisco-duo-streams';
import type { IntegrationId } from '@/domain/identifiers';
import { getIntegration } from '@/server/services/integrations/get-integration';
import { execute } from '@/server/services/operation';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const DAY = 86_400_000;
const LOGS = CISCO_DUO_STREAMS.filter(({ holds }) => holds === 'records');
const STREAMS = CISCO_DUO_STREAMS.map(({ id }) => id);

const servedSchema = z.object({
  records: z.array(z.looseObject({ ms: z.number(), raw: z.string() })),
});
const parsed = z.record(z.string(), z.unknown());

/** What can go wrong with one endpoint while the others are well, and what is to be said of its stream. */
const FAULTS = [
  { kind: 'forbidden', times: 1, code: 'duo_40301' },
  { kind: 'rate_limited', times: 1, code: 'duo_42901' },
  { kind: 'server_error', times: 1, code: 'server_error' },
  { kind: 'not_json', times: 1, code: 'server_error' },
  { kind: 'truncated', times: 1, code: 'connection_lost' },
  // A connection that was kept may have been closed by then: it is tried once more on a new one.
  { kind: 'reset', times: 2, code: 'connection_lost' },
] as const;

describe('every stream of Duo', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let integrationId: IntegrationId;
  const enabledAt = Date.now() - 8 * DAY;

  beforeAll(async () => {
    simulator = await start(
      ...[
        '--people',
        '150',
        '--history',
        '10d',
        '--lag',
        '0s',
        '--rate-limit',
        'off',
        '--attack-every',
        'off',
      ],
    );
    // Some weeks see no enrolment at all.
    const path = '/admin/v1/logs/offline_enrollment';
    await simulator.control('POST /burst', { path, records: 5, at: enabledAt + DAY });
    house = await openCollectingHouse(simulator);
    integrationId = await house.connect('Cisco Duo', enabledAt, STREAMS);
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  const view = async () =>
    execute(getIntegration, { actor: house.actor, runtime: house.runtime, input: { id: integrationId } });
  const wordOf = async (stream: string) =>
    (await view()).streams.find((candidate) => candidate.stream === stream)?.status.word;
  const errorsOf = async () =>
    Object.fromEntries(
      (await house.sql('SELECT stream, "errorCode" FROM stream WHERE "errorCode" IS NOT NULL')).map((row) => [
        String(row.stream),
        row.errorCode,
      ]),
    );
  async function watermark(stream: string): Promise<number> {
    const [row] = await house.sql(
      `SELECT watermark FROM lane WHERE "integrationId" = $1 AND stream = $2 AND lane = 'live'`,
      [integrationId, stream],
    );
    return z.object({ watermark: z.date() }).parse(row).watermark.getTime();
  }
  async function served(endpoint: string, from: number, to: number) {
    const query = `path=${encodeURIComponent(endpoint)}&from=${from}&to=${to}`;
    return servedSchema.parse(await simulator.control(`GET /records?${query}`)).records;
  }
  async function stored(storageNumber: number, to: number): Promise<number> {
    const [row] = await house.sql(
      'SELECT count(*)::int AS n FROM signal WHERE stream = $1 AND "occurredAt" <= $2',
      [storageNumber, new Date(to)],
    );
    return z.object({ n: z.number() }).parse(row).n;
  }

  it.each(LOGS)('$id: brings every record of the log, once, and nothing from before', async (stream) => {
    for (let time = 0; time < 2; time += 1) {
      expect(await house.poll(integrationId, stream.id)).toBe('done');
      const until = await watermark(stream.id);
      const records = await served(stream.endpoint, enabledAt, until);
      expect(records.length).toBeGreaterThan(0);
      const expected =
        stream.id === 'trust_monitor'
          ? records.filter(({ raw }) => signInOf(raw) >= enabledAt).length
          : records.length;
      expect(await stored(stream.storageNumber, until)).toBe(expected);
    }
    const [oldest] = await house.sql('SELECT min("occurredAt") AS at FROM signal WHERE stream = $1', [
      stream.storageNumber,
    ]);
    expect(z.object({ at: z.date() }).parse(oldest).at.getTime()).toBeGreaterThanOrEqual(enabledAt);
    const [bad] = await house.sql('SELECT quarantined FROM stream WHERE stream = $1', [stream.id]);
    expect(bad).toEqual({ quarantined: 0 });
    expect(await wordOf(stream.id)).toBe('connected');
  });

  it.each(['directory', 'summary'])('%s: is read to its end, and again', async (stream) => {
    for (let time = 0; time < 2; time += 1) expect(await house.poll(integrationId, stream)).toBe('done');
    expect(await wordOf(stream)).toBe('connected');
  });

  it('says of the whole that it is connected', async () => {
    expect((await view()).status.word).toBe('connected');
    expect(await errorsOf()).toEqual({});
  });

  const pairs = CISCO_DUO_STREAMS.flatMap((stream) => FAULTS.map((fault) => ({ stream, ...fault })));
  it.each(pairs)('$stream.id, $kind: is said of it alone, writes nothing, and heals', async (given) => {
    const { stream, kind, times, code } = given;
    const other = stream.id === 'telephony' ? 'activity' : 'telephony';
    const before = await house.sql('SELECT count(*) AS n FROM signal');
    await simulator.control('POST /fault', { kind, times, path: stream.endpoint });
    expect(await house.poll(integrationId, stream.id)).toBe('failed');
    expect(await errorsOf()).toEqual({ [stream.id]: code });
    expect(await house.sql('SELECT count(*) AS n FROM signal')).toEqual(before);
    expect(await house.poll(integrationId, other)).toBe('done');
    if (code === 'duo_40301') {
      expect(await wordOf(stream.id)).toBe(stream.optional ? 'not_available' : 'action_required');
      expect((await view()).status.word).toBe(stream.optional ? 'connected' : 'partial');
    }
    await simulator.control('POST /fault', { kind: 'clear' });
    await house.sql('UPDATE stream SET "holdUntil" = NULL');
    expect(await house.poll(integrationId, stream.id)).toBe('done');
    expect(await errorsOf()).toEqual({});
  });

  it('asks again at once, when a permission comes back, for everything that was refused with it', async () => {
    await simulator.control('POST /permissions', { revoke: ['read_log'] });
    for (const id of ['authentication', 'trust_monitor'])
      expect(await house.poll(integrationId, id)).toBe('failed');
    const dueIn = async () => {
      const [row] = await house.sql(
        `SELECT extract(epoch FROM "nextRunAt" - now())::float8 AS s FROM stream_due WHERE stream = 'trust_monitor'`,
      );
      return z.object({ s: z.number() }).parse(row).s;
    };
    // A day, at the pace of the test.
    expect(await dueIn()).toBeGreaterThan(60);
    await simulator.control('POST /permissions', { grant: ['read_log'] });
    expect(await house.poll(integrationId, 'authentication')).toBe('done');
    expect(await dueIn()).toBeLessThanOrEqual(0);
    expect(await house.poll(integrationId, 'trust_monitor')).toBe('done');
  });

  it('takes the newer form of a Trust Monitor event, and does not double it', async () => {
    const [event] = await served('/admin/v1/trust_monitor/events', enabledAt + DAY, Date.now());
    const { sekey } = z.object({ sekey: z.string() }).parse(parsed.parse(JSON.parse(event?.raw ?? '{}')));
    const trust = () =>
      house.sql(`SELECT count(*)::int AS n, sum(updated)::int AS updated FROM signal s,
        (SELECT sum(updated) AS updated FROM run WHERE stream = 'trust_monitor') r WHERE s.stream = 6 GROUP BY r.updated`);
    const before = z.object({ n: z.number() }).parse((await trust())[0]).n;
    await simulator.control('POST /trust-state', { sekey, state: 'processed', triaged_as_interesting: true });
    expect(await house.poll(integrationId, 'trust_monitor', 'reread_long')).toBe('done');
    const [run] = await house.sql(
      `SELECT added, updated FROM run WHERE lane = 'reread_long' AND stream = 'trust_monitor' ORDER BY "startedAt" DESC LIMIT 1`,
    );
    expect(run).toEqual({ added: 0, updated: 1 });
    expect(z.object({ n: z.number() }).parse((await trust())[0]).n).toBe(before);
  });

  it.each(['administrator', 'offline_enrollment'])(
    '%s: keeps all that share a second, as far as Duo shows them, and names the second where it shows no more',
    async (id) => {
      const stream = LOGS.find((candidate) => candidate.id === id);
      if (stream === undefined) throw new Error(`There is no stream ${id}.`);
      const path = stream.endpoint;
      // A minute back, within the margin of the next window.
      const at = Math.floor(Date.now() / 1000) * 1000 - 1_000;
      const before = await stored(stream.storageNumber, Date.now());
      await simulator.control('POST /burst', { path, records: 600, at });
      await simulator.control('POST /burst', { path, records: 900, at: at - 1_000 });
      const poll = async () => {
        expect(await house.poll(integrationId, id)).toBe('done');
        return stored(stream.storageNumber, Date.now());
      };
      await expect.poll(poll, { timeout: 10_000, interval: 300 }).toBeGreaterThanOrEqual(before + 1_500);
      expect(await house.sql('SELECT * FROM gap WHERE stream = $1', [id])).toEqual([]);

      const crowded = Math.floor(Date.now() / 1000) * 1000;
      await simulator.control('POST /burst', { path, records: 1_500, at: crowded });
      const gaps = async () => {
        expect(await house.poll(integrationId, id)).toBe('done');
        return house.sql('SELECT cause, "from" FROM gap WHERE stream = $1 AND "integrationId" = $2', [
          id,
          integrationId,
        ]);
      };
      await expect
        .poll(gaps, { timeout: 10_000, interval: 300 })
        .toEqual([{ cause: 'same_second', from: new Date(crowded) }]);
    },
  );

  it('stops with everything when the application is deleted in Duo, and goes on with what comes back', async () => {
    await simulator.control('POST /application', { deleted: true });
    for (const { id } of CISCO_DUO_STREAMS) expect(await house.poll(integrationId, id)).toBe('failed');
    expect(await house.sql('SELECT * FROM stream_due')).toEqual([]);
    expect((await view()).status.word).toBe('action_required');
    await simulator.control('POST /application', { deleted: false });
  });
});

/** When the sign-in happened that a Trust Monitor event is about, in epoch ms; its surfacing for others. */
function signInOf(raw: string): number {
  const event = z
    .looseObject({
      surfaced_timestamp: z.number(),
      surfaced_auth: z.looseObject({ isotimestamp: z.string() }).nullish(),
    })
    .parse(JSON.parse(raw));
  const signIn = event.surfaced_auth?.isotimestamp;
  return signIn === undefined ? event.surfaced_timestamp : Date.parse(signIn);
}
