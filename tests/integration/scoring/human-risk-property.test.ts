import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const DAY_MS = 86_400_000;

const stagedSchema = z.object({ userKey: z.string(), txids: z.array(z.string()) });
const stateSchema = z.object({ attackKinds: z.array(z.string()) });
const peopleSchema = z.object({ people: z.array(z.object({ username: z.string() })) });

/** Streams that tell of attacks. The directory is read once, before: a lock-out is a state, whoever brought it about. */
const LOGS = ['authentication', 'activity', 'administrator', 'telephony', 'trust_monitor'];

describe('property 1 over the running system', () => {
  let simulator: Simulator;
  let house: CollectingHouse;

  beforeAll(async () => {
    simulator = await start(
      ...['--people', '60', '--history', '6d', '--lag', '0s', '--rate-limit', 'off', '--attack-every', 'off'],
    );
    house = await openCollectingHouse(simulator);
  });
  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  /** Waits until the worker has nothing left to do. */
  async function until(done: () => Promise<boolean>): Promise<void> {
    await expect.poll(done, { timeout: 60_000, interval: 500 }).toBe(true);
  }

  const nobodyIsDue = async () =>
    (await house.sql('SELECT FROM human_risk_due WHERE "accountId" = $1', [house.accountId])).length === 0;

  async function scores() {
    const rows = await house.sql(
      `SELECT a.value AS key, h.score, (SELECT jsonb_agg(c->'value') FROM jsonb_array_elements(h.categories) c) AS values
       FROM human_risk_day h JOIN person_alias a ON a."accountId" = h."accountId" AND a."personId" = h."personId"
         AND a.kind = 'key'
       WHERE h."accountId" = $1 AND h.newest ORDER BY 1`,
      [house.accountId],
    );
    return new Map(rows.map(({ key, ...risk }) => [String(key), risk]));
  }

  it('attacks of every kind move attack factors, and nobody’s human risk score', async () => {
    const integrationId = await house.connect('Duo', Date.now() - 5 * DAY_MS, [...LOGS, 'directory']);
    const read = (stream: string) => house.poll(integrationId, stream);
    for (const stream of ['directory', ...LOGS]) await read(stream);
    await house.sql(`DELETE FROM stream_due WHERE stream = 'directory'`);
    await house.sql(`UPDATE stream SET enabled = false WHERE stream = 'directory'`);
    house.worker();
    await until(async () => (await scores()).size >= 60 && (await nobodyIsDue()));
    const before = await scores();
    const [{ count: eventsBefore } = { count: 0 }] = await house.sql(
      'SELECT count(*)::int AS count FROM identity_event',
    );
    const began = new Date();

    const { attackKinds } = stateSchema.parse(await simulator.control('GET /state'));
    // Named, because at night hardly anybody would be there to be attacked.
    const { people } = peopleSchema.parse(await simulator.control('GET /people'));
    const named = people.slice(0, 6).map(({ username }) => username);
    const victims = new Set<string>();
    const txids: string[] = [];
    for (const [index, kind] of [...attackKinds, 'BYPASS_ENABLED', 'RISKY_DEVICE_REGISTRATION'].entries()) {
      const username = named[index % named.length];
      const staged = stagedSchema.parse(await simulator.control('POST /attack', { kind, username }));
      victims.add(staged.userKey);
      txids.push(...staged.txids);
    }
    await until(async () => {
      const [row] = await house.sql(
        'SELECT count(DISTINCT txid)::int AS there FROM signal WHERE txid = ANY($1)',
        [txids],
      );
      return row?.['there'] === new Set(txids).size;
    });
    await until(
      async () =>
        (await house.sql('SELECT FROM detection_due WHERE "accountId" = $1', [house.accountId])).length === 0,
    );
    await until(nobodyIsDue);
    // The worker reckons every two seconds: what came last is in it after two more rounds.
    await new Promise((resolve) => setTimeout(resolve, 4_500));
    await until(nobodyIsDue);

    const [{ count: eventsAfter } = { count: 0 }] = await house.sql(
      'SELECT count(*)::int AS count FROM identity_event',
    );
    expect(Number(eventsAfter) - Number(eventsBefore)).toBeGreaterThan(15);
    const attacked = await house.sql(
      `SELECT a.value FROM person_heat h JOIN person_alias a ON a."accountId" = h."accountId"
         AND a."personId" = h."personId" AND a.kind = 'key' WHERE h.heat IS NOT NULL AND a.value = ANY($1)`,
      [[...victims]],
    );
    expect(attacked.length).toBeGreaterThan(3);

    // Who signed in by themselves meanwhile may have shown another factor: nothing is claimed of them.
    const busy = await house.sql(
      `SELECT DISTINCT a.value FROM signal s JOIN person_alias a ON a."accountId" = s."accountId"
         AND a."personId" = s."personId" AND a.kind = 'key'
       WHERE s."receivedAt" >= $1 AND s.result = 'success' AND s.txid <> ALL($2)`,
      [began, txids],
    );
    const quiet = [...before.keys()].filter((key) => !busy.some(({ value }) => value === key));
    expect(quiet.filter((key) => victims.has(key)).length).toBeGreaterThan(2);
    const after = await scores();
    for (const key of quiet) expect({ key, ...after.get(key) }).toEqual({ key, ...before.get(key) });
  }, 120_000);
});
