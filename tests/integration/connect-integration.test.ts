import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Refusal } from '@/domain/refusal';
import { connectIntegration } from '@/server/services/connect-integration';
import { execute } from '@/server/services/operation';
import { testConnection } from '@/server/services/test-connection';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { IKEY, SKEY, type Simulator, start } from '@/tests/setup/simulator-process';

const CANARY = 'canarycanarycanarycanarycanarycanary0042';

describe('connecting Duo', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let good: { name: string; host: string; ikey: string; skey: string };

  beforeAll(async () => {
    simulator = await start(
      ...['--people', '2', '--history', '1d', '--lag', '0s', '--rate-limit', 'off', '--attack-every', 'off'],
    );
    house = await openCollectingHouse(simulator);
    good = { name: 'Cisco Duo', host: `127.0.0.1:${simulator.port}`, ikey: IKEY, skey: SKEY };
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  const connect = (changes: object) =>
    execute(connectIntegration, {
      actor: house.actor,
      runtime: house.runtime,
      input: { ...good, ...changes },
    });
  const saved = async () =>
    (
      await house.sql(
        `SELECT (SELECT count(*)::int FROM integration) AS integrations, (SELECT count(*)::int FROM lane) AS lanes,
          (SELECT count(*)::int FROM stream) AS streams, (SELECT count(*)::int FROM integration_secret) AS secrets,
          (SELECT count(*)::int FROM stream_due) AS due, (SELECT count(*)::int FROM audit_entry) AS entries`,
      )
    )[0];

  async function refusalOf(changes: object): Promise<Refusal> {
    const before = await saved();
    const refusal: unknown = await connect(changes).then(
      () => null,
      (error: unknown) => error,
    );
    expect(await saved()).toEqual(before);
    if (!(refusal instanceof Refusal)) throw new Error(`expected a refusal, not ${String(refusal)}`);
    return refusal;
  }

  it.each([
    { field: 'host', changes: { host: 'duo.example.com' }, says: /api-1a2b3c4d\.duosecurity\.com/ },
    { field: 'host', changes: { host: 'api-12345678.duosecurity.com.evil.example' }, says: /host name/ },
    { field: 'host', changes: { host: '127.0.0.1:1' }, says: /host name/ },
    { field: 'host', changes: { host: '' }, says: /host name/ },
    { field: 'host', changes: { host: 42 }, says: /host name/ },
    { field: 'ikey', changes: { ikey: 'DI OTHER' }, says: /integration key/ },
    { field: 'ikey', changes: { ikey: 'DIOTHEROTHEROTHER001' }, says: /does not know this integration key/ },
    { field: 'skey', changes: { skey: CANARY }, says: /did not accept the signature/ },
    { field: 'skey', changes: { skey: undefined }, says: /secret key/ },
    { field: 'name', changes: { name: '   ' }, says: /give the integration a name/ },
    { field: 'name', changes: { name: 'n'.repeat(81) }, says: /at most 80/ },
    { field: 'name', changes: { name: 'a\u0000b' }, says: /name/ },
    { field: 'name', changes: { name: 'half \ud800' }, says: /name/ },
    { field: 'description', changes: { description: 'a\u0000b' }, says: /description/ },
    { field: 'intervalSeconds', changes: { intervalSeconds: 59 }, says: /60 or more/ },
    { field: 'intervalSeconds', changes: { intervalSeconds: 3_601 }, says: /at most 3600/ },
    { field: 'intervalSeconds', changes: { intervalSeconds: 60.5 }, says: /whole number/ },
    { field: 'intervalSeconds', changes: { intervalSeconds: '60' }, says: /whole number/ },
    { field: 'enabledAt', changes: { enabledAt: 'yesterday' }, says: /enabledAt/ },
    { field: 'connector', changes: { connector: 'okta' }, says: /cisco-duo/ },
  ])('is refused over $field: $changes', async ({ field, changes, says }) => {
    const refusal = await refusalOf(changes);
    expect(refusal.code).toBe('invalid_input');
    expect(refusal.fields[0]?.field).toBe(field);
    expect(refusal.message).toMatch(says);
    expect(refusal.message).not.toContain(CANARY);
  });

  it('is refused a start in the past where no simulator is allowed', async () => {
    const environment = { ...house.runtime.environment, simulatorHosts: [] };
    const input = {
      ...good,
      host: 'api-12345678.duosecurity.com',
      skey: CANARY,
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
    expect(again.message).toContain('Duo_1 reads this Duo account already');
    // An underscore or a per cent sign is no wildcard.
    const freeHost = () => house.sql('UPDATE integration SET host = id::text');
    await freeHost();
    await connect({ name: 'DuoX1' });
    await freeHost();
    await connect({ name: '%' });
    await freeHost();

    const both = await Promise.allSettled([connect({ name: 'Same' }), connect({ name: 'SAME' })]);
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const lost = both.find(({ status }) => status === 'rejected');
    expect(lost).toMatchObject({ reason: { code: 'conflict', fields: [{ field: 'name' }] } });
    expect(await saved()).toMatchObject({ integrations: 4, lanes: 4, streams: 4, due: 4, entries: 4 });
  });

  it('puts no secret into a row, a line of the log or an answer', async () => {
    const tested = await execute(testConnection, {
      actor: house.actor,
      runtime: house.runtime,
      input: { host: good.host, ikey: good.ikey, skey: CANARY },
    });
    expect(tested.ok).toBe(false);
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
