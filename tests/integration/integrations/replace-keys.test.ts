import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { IntegrationId } from '@/domain/identifiers';
import { Refusal } from '@/domain/refusal';
import { pollStream } from '@/server/services/collection/poll-stream';
import { getIntegration } from '@/server/services/integrations/get-integration';
import { replaceKeys } from '@/server/services/integrations/replace-keys';
import { pauseIntegration, resumeIntegration } from '@/server/services/integrations/steer-integration';
import { execute } from '@/server/services/operation';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { fault } from '@/tests/setup/duo-faults';
import { IKEY, SKEY, type Simulator, start } from '@/tests/setup/simulator-process';

const CANARY = 'canarycanarycanarycanarycanarycanary0042';
const OTHER_IKEY = 'DIOTHEROTHEROTHER001';

describe('replacing the keys of an integration', () => {
  let simulator: Simulator;
  let house: CollectingHouse;
  let id: IntegrationId;
  let host: string;
  const answers: unknown[] = [];

  beforeAll(async () => {
    simulator = await start(
      ...['--people', '4', '--history', '1d', '--lag', '0s', '--rate-limit', 'off', '--attack-every', 'off'],
    );
    house = await openCollectingHouse(simulator);
    host = `127.0.0.1:${simulator.port}`;
    id = await house.connect('Cisco Duo', Date.now() - 3_600_000);
    expect(await house.poll(id)).toBe('done');
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  const as = () => ({ actor: house.actor, runtime: house.runtime });
  const view = () => execute(getIntegration, { ...as(), input: { id } });
  const replace = async (changes: { id?: string } & Record<string, string | undefined> = {}) => {
    const { id: other = id, ...typed } = changes;
    const fields = Object.fromEntries(
      Object.entries<string | undefined>({ host, ikey: IKEY, skey: SKEY, ...typed }).filter(
        ([, value]) => value !== undefined,
      ),
    );
    const answer = await execute(replaceKeys, { ...as(), input: { id: other, fields } });
    answers.push(answer);
    return answer;
  };
  const pollIfDue = async () => {
    const input = { accountId: house.accountId, integrationId: id, stream: 'authentication' };
    return (await execute(pollStream, { ...as(), input })).outcome;
  };
  const due = () =>
    house.sql(
      `SELECT d."nextRunAt", l."trigger", d."nextRunAt" <= now() AS now FROM stream_due d
       JOIN lane l ON l."integrationId" = d."integrationId" AND l.stream = d.stream AND l.lane = 'live'`,
    );
  /** Everything that a refused replacement must leave alone: its test leaves when the stream was asked, and by whom. */
  const standing = () =>
    house.sql(
      `SELECT i.*, to_jsonb(s) - ARRAY['fence', 'pageAt'] AS stream, l.*, d.*, (SELECT array_agg(ciphertext ORDER BY field) FROM integration_secret) AS sealed,
        (SELECT count(*) FROM audit_entry) AS entries
       FROM integration i JOIN stream s ON s."integrationId" = i.id JOIN lane l ON l."integrationId" = i.id
       LEFT JOIN stream_due d ON d."integrationId" = i.id`,
    );

  async function refusalOf(changes: Record<string, string | undefined>): Promise<Refusal> {
    const before = await standing();
    const refusal: unknown = await replace(changes).then(
      () => null,
      (error: unknown) => error,
    );
    expect(await standing()).toEqual(before);
    if (!(refusal instanceof Refusal)) throw new Error(`expected a refusal, not ${String(refusal)}`);
    answers.push([refusal.message, refusal.fields]);
    return refusal;
  }

  it.each([
    { field: 'host', changes: { host: 'duo.example.com' }, says: /host name/ },
    { field: 'host', changes: { host: undefined }, says: /host/ },
    { field: 'ikey', changes: { ikey: '' }, says: /Enter the integration key/ },
    { field: 'ikey', changes: { ikey: OTHER_IKEY }, says: /does not know this integration key/ },
    { field: 'skey', changes: { skey: CANARY }, says: /did not accept the signature.*enter it here/ },
    { field: 'skey', changes: { skey: undefined }, says: /secret key/ },
  ])('is refused over $field and changes nothing: $changes', async ({ field, changes, says }) => {
    const refusal = await refusalOf(changes);
    expect(refusal.code).toBe('invalid_input');
    expect(refusal.fields[0]?.field).toBe(field);
    expect(refusal.message).toMatch(says);
  });

  it('is refused for an integration that does not exist, before anything is asked of Duo', async () => {
    const refusal = await refusalOf({ id: '00000000-0000-4000-8000-000000000000', skey: CANARY });
    expect(refusal.code).toBe('not_found');
  });

  it('is refused without the permission to read the log, which changes nothing either', async () => {
    await simulator.control('POST /permissions', { revoke: ['read_log'] });
    expect((await refusalOf({})).message).toMatch(/Grant read log/);
    await simulator.control('POST /permissions', { grant: ['read_log'] });
  });

  it('heals a stream that waits for a person: the error goes, and it goes on by itself from its cursor', async () => {
    await simulator.control('POST /secret', { ikey: OTHER_IKEY, skey: CANARY });
    expect(await house.poll(id)).toBe('failed');
    const failed = await view();
    expect(failed.status.word).toBe('action_required');
    expect(await due()).toEqual([]);
    await refusalOf({});

    expect(await replace({ ikey: ` ${OTHER_IKEY} `, skey: `${CANARY}\n` })).toEqual({
      host,
      ikeyEnding: 'R001',
      reveal: [],
    });
    const replaced = await view();
    expect(replaced.streams[0]?.error).toBeNull();
    expect(replaced.status.word).toBe('connected');
    expect(replaced).toMatchObject({ ikeyEnding: 'R001', keysSetBy: 'test', enabledAt: failed.enabledAt });
    expect(Date.parse(replaced.keysSetAt)).toBeGreaterThan(Date.parse(failed.keysSetAt));
    expect(replaced.streams[0]?.cursorAt).toBe(failed.streams[0]?.cursorAt);
    expect(await due()).toMatchObject([{ trigger: 'manual', now: true }]);
    await expect.poll(pollIfDue, { timeout: 5_000, interval: 100 }).toBe('done');
    expect((await view()).status.word).toBe('connected');
  });

  it('is not undone by a run that began with the old keys, while the new ones were tested', async () => {
    const path = '/admin/v1/users';
    await simulator.control('POST /fault', { kind: 'slow', delayMs: 1_500, path });
    const replacing = replace({ ikey: OTHER_IKEY, skey: CANARY });
    const state = async () =>
      z.object({ faults: z.array(z.unknown()) }).parse(await simulator.control('GET /state'));
    const waiting = async () => (await state()).faults.length;
    await expect.poll(waiting, { timeout: 5_000, interval: 25 }).toBe(0);
    // The test has asked for sign-ins and is at the directory: nobody holds the stream.
    await fault({ kind: 'slow', delayMs: 3_000 })(simulator);
    const running = async () => house.sql(`SELECT FROM run WHERE result = 'running'`);
    const polling = house.poll(id);
    await expect.poll(async () => (await running()).length, { timeout: 5_000, interval: 25 }).toBe(1);
    await replacing;
    expect(await running()).toEqual([]);
    expect(await polling).toBe('cut_off');
    expect(await due()).toMatchObject([{ trigger: 'manual' }]);
    await expect.poll(pollIfDue, { timeout: 5_000, interval: 100 }).toBe('done');
  });

  it('leaves a paused integration paused, and what resumes uses the new keys', async () => {
    await execute(pauseIntegration, { ...as(), input: { id } });
    await simulator.control('POST /secret', { ikey: IKEY, skey: SKEY });
    await replace();
    expect(await due()).toEqual([]);
    expect((await view()).status.word).toBe('paused');
    await execute(resumeIntegration, { ...as(), input: { id } });
    expect(await house.poll(id)).toBe('done');
  });

  it('opens again what was sealed with a vault key that is lost', async () => {
    await house.sql(`UPDATE integration_secret SET ciphertext = decode('00', 'hex') || ciphertext`);
    expect(await house.poll(id)).toBe('failed');
    await replace();
    await expect.poll(pollIfDue, { timeout: 5_000, interval: 100 }).toBe('done');
  });

  it('is refused the host of another integration, and goes on where it only keeps its own', async () => {
    await house.sql(
      `INSERT INTO integration SELECT (jsonb_populate_record(i, jsonb_build_object('id', gen_random_uuid(),
        'name', 'Duo Europe', 'host', $1::text))).* FROM integration i`,
      ['api-12345678.duosecurity.com'],
    );
    const keys = { ikey: 'DIWJ8X6AEYOR5OMC6TQ1', skey: 'Zh5eGmUq9zpfQnyUIu5OL9iWoMMv5ZNmk3zLJ4Ep' };
    const other = (await house.sql(`SELECT id FROM integration WHERE name = 'Duo Europe'`))[0];
    const refused = execute(replaceKeys, {
      ...as(),
      input: { id, fields: { host: 'api-12345678.duosecurity.com', ...keys } },
    });
    await expect(refused).rejects.toMatchObject({
      code: 'conflict',
      fields: [{ field: 'host', message: /Duo Europe reads this Duo account already/ }],
    });
    await house.sql('DELETE FROM integration WHERE id = $1', [other?.id]);
  });

  it('writes to the audit log who changed what, with endings only', async () => {
    const entries = await house.sql(
      `SELECT "entity", "entityId", "before", "after" FROM audit_entry WHERE "action" = 'replace-keys' ORDER BY at`,
    );
    const first = { host, ikeyEnding: IKEY.slice(-4) };
    const second = { host, ikeyEnding: 'R001' };
    expect(entries).toEqual(
      [
        [first, second],
        [second, second],
        [second, first],
        [first, first],
      ].map(([before, after]) => ({ entity: 'integration', entityId: id, before, after })),
    );
  });

  it('puts no secret into an answer, a row or a line of the log', async () => {
    expect(answers.length).toBeGreaterThan(8);
    for (const secret of [SKEY, CANARY]) {
      const forms = [
        secret,
        Buffer.from(secret).toString('hex'),
        Buffer.from(secret).toString('base64').slice(0, 40),
      ];
      expect(JSON.stringify(answers)).not.toContain(secret);
      expect(house.log.filter((line) => forms.some((form) => line.includes(form)))).toEqual([]);
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
    }
  });
});
