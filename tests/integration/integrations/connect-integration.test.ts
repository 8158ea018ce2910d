import { z } from 'zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '@/domain/refusal';
import { connectIntegration } from '@/server/services/integrations/connect-integration';
import { listIntegrations } from '@/server/services/integrations/list-integrations';
import { enableIntegration } from '@/server/services/integrations/steer-integration';
import { testConnection } from '@/server/services/integrations/test-connection';
import { execute } from '@/server/services/operation';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { IKEY, SKEY, type Simulator, start } from '@/tests/setup/simulator-process';

const CANARY = 'canarycanarycanarycanarycanarycanary0042';

describe('connecting Duo', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let good: { connector: string; name: string; fields: { host: string; ikey: string; skey: string } };

  beforeAll(async () => {
    simulator = await start(
      ...['--people', '2', '--history', '1d', '--lag', '0s', '--rate-limit', 'off', '--attack-every', 'off'],
    );
    house = await openCollectingHouse(simulator);
    const fields = { host: `127.0.0.1:${simulator.port}`, ikey: IKEY, skey: SKEY };
    good = { connector: 'cisco-duo', name: 'Cisco Duo', fields };
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  const connect = (changes: object, fields: object = {}) =>
    execute(connectIntegration, {
      actor: house.actor,
      runtime: house.runtime,
      input: { ...good, ...changes, fields: { ...good.fields, ...fields } },
    });
  /** A Duo account is read once: what reads it already gives it up. */
  const freeHost = () => house.sql('UPDATE integration SET host = id::text');
  const saved = async () =>
    (
      await house.sql(
        `SELECT (SELECT count(*)::int FROM integration) AS integrations, (SELECT count(*)::int FROM lane) AS lanes,
          (SELECT count(*)::int FROM stream) AS streams, (SELECT count(*)::int FROM integration_secret) AS secrets,
          (SELECT count(*)::int FROM stream_due) AS due, (SELECT count(*)::int FROM audit_entry) AS entries`,
      )
    )[0];

  const lanesOf = (id: string, stream: string) =>
    house.sql(
      `SELECT lane, "dueAt" IS NOT NULL AS due, "goalFrom" AS "from", "goalTo" AS "to" FROM lane
        WHERE "integrationId" = $1 AND stream = $2 ORDER BY lane`,
      [id, stream],
    );

  async function refusalOf(changes: object, fields: object = {}): Promise<Refusal> {
    const before = await saved();
    const refusal: unknown = await connect(changes, fields).then(
      () => null,
      (error: unknown) => error,
    );
    expect(await saved()).toEqual(before);
    if (!(refusal instanceof Refusal)) throw new Error(`expected a refusal, not ${String(refusal)}`);
    return refusal;
  }

  it.each([
    { field: 'host', fields: { host: 'duo.example.com' }, says: /api-1a2b3c4d\.duosecurity\.com/ },
    { field: 'host', fields: { host: 'api-12345678.duosecurity.com.evil.example' }, says: /host name/ },
    { field: 'host', fields: { host: '127.0.0.1:1' }, says: /host name/ },
    { field: 'host', fields: { host: '' }, says: /host name/ },
    { field: 'fields.host', fields: { host: 42 }, says: /as a text/ },
    { field: 'fields.host', fields: { host: 'a'.repeat(401) }, says: /longer than any/ },
    { field: 'ikey', fields: { ikey: 'DI OTHER' }, says: /integration key/ },
    { field: 'ikey', fields: { ikey: 'DIOTHEROTHEROTHER001' }, says: /does not know this integration key/ },
    { field: 'skey', fields: { skey: CANARY }, says: /did not accept the signature/ },
    { field: 'fields.skey', fields: { skey: undefined }, says: /as a text/ },
  ])('is refused over $field: $fields', async ({ field, fields, says }) => {
    const refusal = await refusalOf({}, fields);
    expect(refusal.code).toBe('invalid_input');
    expect(refusal.fields[0]?.field).toBe(field);
    expect(refusal.message).toMatch(says);
    expect(refusal.message).not.toContain(CANARY);
  });

  const every = (intervalSeconds: unknown, stream = 'authentication') => ({
    streams: [{ stream, intervalSeconds }],
  });

  it.each([
    { field: 'name', changes: { name: '   ' }, says: /give the integration a name/ },
    { field: 'name', changes: { name: 'n'.repeat(81) }, says: /at most 80/ },
    { field: 'name', changes: { name: 'a\u0000b' }, says: /name/ },
    { field: 'name', changes: { name: 'half \ud800' }, says: /name/ },
    { field: 'description', changes: { description: 'a\u0000b' }, says: /description/ },
    { field: 'streams.0.intervalSeconds', changes: every(59), says: /Authentication: .* 60 seconds or more/ },
    { field: 'streams.0.intervalSeconds', changes: every(86_401), says: /at most 86400/ },
    { field: 'streams.0.intervalSeconds', changes: every(60.5), says: /whole number/ },
    { field: 'streams.0.intervalSeconds', changes: every('60'), says: /whole number/ },
    { field: 'streams.0.intervalSeconds', changes: every(3_599, 'directory'), says: /3600 seconds or more/ },
    { field: 'streams.0.stream', changes: every(60, 'telepathy'), says: /has no stream telepathy/ },
    {
      field: 'streams.1.stream',
      changes: { streams: [{ stream: 'activity' }, { stream: 'activity' }] },
      says: /Activity is named twice/,
    },
    {
      field: 'streams.0.enabled',
      changes: { streams: [{ stream: 'authentication', enabled: false }] },
      says: /Authentication cannot be off/,
    },
    { field: 'backfillDays', changes: { backfillDays: 181 }, says: /at most 180/ },
    { field: 'backfillDays', changes: { backfillDays: -1 }, says: /whole number of days/ },
    { field: 'backfillDays', changes: { backfillDays: 1.5 }, says: /whole number of days/ },
    { field: 'enabled', changes: { enabled: 'yes' }, says: /true or false/ },
    { field: 'enabledAt', changes: { enabledAt: 'yesterday' }, says: /enabledAt/ },
    { field: 'connector', changes: { connector: 'okta' }, says: /those that the hub shows/ },
    { field: 'connector', changes: { connector: undefined }, says: /name the connector/ },
  ])('is refused over $field: $changes', async ({ field, changes, says }) => {
    const refusal = await refusalOf(changes);
    expect(refusal.code).toBe('invalid_input');
    expect(refusal.fields[0]?.field).toBe(field);
    expect(refusal.message).toMatch(says);
  });

  it('is refused a start in the past where no simulator is allowed', async () => {
    const environment = { ...house.runtime.environment, simulatorHosts: [] };
    const input = {
      ...good,
      fields: { host: 'api-12345678.duosecurity.com', ikey: IKEY, skey: CANARY },
      enabledAt: new Date(0).toISOString(),
    };
    const before = await saved();
    const refused = execute(connectIntegration, {
      actor: house.actor,
      runtime: { ...house.runtime, environment },
      input,
    });
    await expect(refused).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ field: 'enabledAt', message: /Collection begins now/ }],
    });
    expect(await saved()).toEqual(before);
  });

  it('is refused where nobody answers, and without the permission that is needed', async () => {
    await simulator.control('POST /permissions', { revoke: ['read_log'] });
    const refusal = await refusalOf({});
    expect(refusal.message).toMatch(/Grant read log/);
    await simulator.control('POST /permissions', { grant: ['read_log'] });
  });

  it('saves what works, and refuses its name in any case, also to two at once', async () => {
    await connect({ name: ' Duo_1 ' });
    for (const name of ['Duo_1', 'DUO_1', ' duo_1']) {
      const refusal = await refusalOf({ name });
      expect(refusal.code).toBe('conflict');
      expect(refusal.fields[0]?.field).toBe('name');
    }
    const again = await refusalOf({ name: 'Another' });
    expect(again.code).toBe('conflict');
    expect(again.fields[0]?.field).toBe('host');
    expect(again.message).toContain('Duo_1 reads this Cisco Duo account already');
    // The test of the connection says so before, and which one it is.
    const test = () =>
      execute(testConnection, {
        ...{ actor: house.actor, runtime: house.runtime },
        input: { connector: good.connector, fields: good.fields },
      });
    const [known] = await house.sql('SELECT id FROM integration');
    expect(await test()).toMatchObject({
      ok: true,
      twin: { id: known?.id, name: 'Duo_1' },
      fault: { field: 'host', message: /^Duo_1 reads this Cisco Duo account already/ },
    });
    // An underscore or a per cent sign is no wildcard.
    await freeHost();
    expect(await test()).toMatchObject({ ok: true, twin: null, fault: null });
    await connect({ name: 'DuoX1' });
    await freeHost();
    await connect({ name: '%' });
    await freeHost();

    const both = await Promise.allSettled([connect({ name: 'Same' }), connect({ name: 'SAME' })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = both.find(({ status }) => status === 'rejected');
    expect(lost).toMatchObject({ reason: { code: 'conflict', fields: [{ field: 'name' }] } });
    expect(await saved()).toMatchObject({ integrations: 4, streams: 32, due: 32, entries: 4 });
  });

  it('gives the name and the Duo account of a deleted one to another', async () => {
    await freeHost();
    const { id } = await connect({ name: 'Passing' });
    await house.sql(`UPDATE integration SET state = 'deleted' WHERE id = $1`, [id]);
    const again = await connect({ name: 'Passing' });
    expect(again.id).not.toBe(id);
    const { integrations } = await execute(listIntegrations, {
      actor: house.actor,
      runtime: house.runtime,
      input: {},
    });
    expect(integrations.filter(({ name }) => name === 'Passing').map((tile) => tile.id)).toEqual([again.id]);
  });

  it('keeps what was chosen of each stream, and asks at once for those that are on', async () => {
    await freeHost();
    const before = Date.now();
    const { id, state, refused, reveal, firstRecordsAt } = await connect({
      name: 'Chosen',
      description: ' Ours ',
      streams: [
        { stream: 'authentication', intervalSeconds: 300 },
        { stream: 'telephony', enabled: false },
      ],
    });
    expect({ state, refused, reveal }).toEqual({ state: 'enabled', refused: [], reveal: [] });
    expect(Date.parse(firstRecordsAt ?? '')).toBeGreaterThanOrEqual(before);
    const streams = await house.sql(
      `SELECT s.stream, s.enabled, s."intervalSeconds" AS every, d.stream IS NOT NULL AS due FROM stream s
        LEFT JOIN stream_due d USING ("integrationId", stream) WHERE s."integrationId" = $1 ORDER BY s.stream`,
      [id],
    );
    expect(streams).toHaveLength(8);
    expect(streams).toContainEqual({ stream: 'authentication', enabled: true, every: 300, due: true });
    expect(streams).toContainEqual({ stream: 'telephony', enabled: false, every: 300, due: false });
    expect(streams).toContainEqual({ stream: 'directory', enabled: true, every: 21_600, due: true });
    const lanes = await lanesOf(id, 'activity');
    expect(lanes).toMatchObject([
      { lane: 'backfill', due: false, from: null },
      { lane: 'live', due: true },
      { lane: 'repull', due: false },
      { lane: 'reread_long', due: true },
      { lane: 'reread_short', due: true },
    ]);
  });

  it('plans a backfill of the days that are asked for, up to the instant of enabling', async () => {
    await freeHost();
    const { id } = await connect({ name: 'With history', backfillDays: 30 });
    const [row] = await house.sql('SELECT "enabledAt" AS at FROM integration WHERE id = $1', [id]);
    const enabledAt = z.date().parse(row?.['at']).getTime();
    for (const stream of ['authentication', 'administrator', 'trust_monitor']) {
      const lanes = await lanesOf(id, stream);
      expect(lanes.find(({ lane }) => lane === 'backfill')).toMatchObject({
        due: true,
        from: new Date(enabledAt - 30 * 86_400_000),
        to: new Date(enabledAt),
      });
    }
    expect((await lanesOf(id, 'directory')).map(({ lane }) => lane)).toEqual(['live']);
  });

  it('polls nothing of one that is saved without being enabled', async () => {
    await freeHost();
    const made = await connect({ name: 'Later', enabled: false });
    expect(made).toMatchObject({ state: 'disabled', firstRecordsAt: null });
    expect(await house.sql('SELECT FROM stream_due WHERE "integrationId" = $1', [made.id])).toEqual([]);
    const hub = await execute(listIntegrations, { actor: house.actor, runtime: house.runtime, input: {} });
    expect(hub.integrations.find(({ id }) => id === made.id)?.status.word).toBe('disabled');
  });

  it('saved without being enabled still gets its history up to the instant at which it is', async () => {
    await freeHost();
    const { id } = await connect({ name: 'History later', enabled: false, backfillDays: 7 });
    const planned = (await lanesOf(id, 'authentication')).find(({ lane }) => lane === 'backfill');
    await house.sql(`UPDATE lane SET "goalTo" = "goalTo" - interval '2 hours' WHERE "integrationId" = $1`, [
      id,
    ]);
    const { enabledAt } = await execute(enableIntegration, {
      actor: house.actor,
      runtime: house.runtime,
      input: { id },
    });
    const lanes = await lanesOf(id, 'authentication');
    expect(lanes.find(({ lane }) => lane === 'backfill')).toMatchObject({
      due: true,
      from: planned?.['from'],
      to: new Date(enabledAt),
    });
  });

  it('is saved with optional streams refused, and says which', async () => {
    await freeHost();
    await simulator.control('POST /permissions', { revoke: ['read_resource', 'read_information'] });
    const made = await connect({
      name: 'Least privilege',
      streams: [{ stream: 'summary', enabled: false }],
    });
    expect(made.refused).toEqual([
      { stream: 'directory', label: 'Directory', permission: 'Grant resource - Read', optional: true },
    ]);
    const due = await house.sql(
      `SELECT stream FROM stream_due WHERE "integrationId" = $1 AND stream = 'directory'`,
      [made.id],
    );
    expect(due).toHaveLength(1);
    await simulator.control('POST /permissions', { grant: ['read_resource', 'read_information'] });
  });

  it('reports each step of a test as soon as it is done, and what it found of each stream', async () => {
    await freeHost();
    const seen: unknown[] = [];
    const result = await execute(testConnection, {
      actor: house.actor,
      runtime: house.runtime,
      input: { connector: 'cisco-duo', fields: good.fields },
      watch: (part) => seen.push(part),
    });
    expect(result).toMatchObject({ ok: true, fault: null });
    expect(seen).toEqual(result.steps);
    expect(result.streams).toContainEqual({ stream: 'authentication', readable: true });
  });

  it('puts no secret into a row, a line of the log or an answer', async () => {
    const tested = await execute(testConnection, {
      actor: house.actor,
      runtime: house.runtime,
      input: { connector: 'cisco-duo', fields: { ...good.fields, skey: CANARY } },
    });
    expect(tested).toMatchObject({ ok: false, fault: { field: 'skey' } });
    const secrets = [SKEY, CANARY];
    for (const secret of secrets) {
      expect(JSON.stringify(tested)).not.toContain(secret);
      expect(house.log.filter((line) => line.includes(secret))).toEqual([]);
    }
    const forms = secrets.flatMap((secret) => [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('base64').slice(0, 40),
    ]);
    const tables = await house.sql(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')`,
    );
    expect(tables.length).toBeGreaterThan(20);
    for (const { name } of tables) {
      const rows = await house.sql(
        `SELECT FROM ${String(name)} t WHERE EXISTS (SELECT FROM unnest($1::text[]) f WHERE position(f IN t::text) > 0)`,
        [forms],
      );
      expect({ name, rows: rows.length }).toEqual({ name, rows: 0 });
    }
  });
});
