import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { z } from 'zod';
import { DEFAULT_POLICY, type ScoringPolicy } from '@/domain/scoring/policy';
import { insertIntegration } from '@/server/data/integrations/integrations';
import { commitPage } from '@/server/services/collection/commit-page';
import { execute } from '@/server/services/operation';
import { rescorePeople } from '@/server/services/scoring/rescore-people';
import { savePolicy } from '@/server/services/scoring/save-policy';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { duoRecord, fetchedPage, fetchedRecord, SIGN_INS_ALONE, signInPage } from '@/tests/setup/duo-record';
import { compareHeatUnder } from '@/tests/setup/scoring-house';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const DAY_MS = 86_400_000;
const PEOPLE = 8_000;
const POLICY: ScoringPolicy = {
  ...DEFAULT_POLICY,
  halfLifeDays: 5,
  share: 0.35,
  weights: { ...DEFAULT_POLICY.weights, novel_asn: 4 },
};

describe.each(['postgres', 'redis'] as const)('a policy that is being prepared, queue on %s', (backend) => {
  let simulator: Simulator;
  let house: CollectingHouse;
  /** Another integration, which no worker polls: its pages are committed by hand. */
  const byHand = randomUUID();

  const pointers = async () => {
    const [row] = await house.sql('SELECT "currentPolicy" AS current, "nextPolicy" AS next FROM account');
    return z.object({ current: z.number(), next: z.number().nullable() }).parse(row);
  };
  const prepared = async () => {
    const [row] = await house.sql('SELECT count(*)::int AS people FROM person_heat WHERE policy = 2');
    return z.object({ people: z.number() }).parse(row).people;
  };
  /** A page as a poll commits it: people who are there already get events, and so does somebody new. */
  const ingest = (users: readonly string[]) =>
    house.runtime.database.inAccount(house.accountId, (tx) =>
      commitPage(
        house.accountId,
        tx,
        signInPage(
          byHand,
          fetchedPage(
            users.map((user) =>
              fetchedRecord(
                duoRecord({ at: Date.now() - 60_000, user, result: 'fraud', txid: randomUUID() }),
              ),
            ),
          ),
        ),
      ),
    );

  beforeAll(async () => {
    simulator = await start('--people', '100', '--history', '10d', '--seed', '7', '--lag', '0s');
    house = await openCollectingHouse(simulator, {
      ...(backend === 'redis' ? { redisUrl: inject('redisUrl') } : {}),
    });
    const polled = await house.connect('Cisco Duo', Date.now() - 9 * DAY_MS);
    expect(await house.poll(polled)).toBe('done');
    const { database, vault } = house.runtime;
    await database.inAccount(house.accountId, (tx) =>
      insertIntegration(house.accountId, tx, vault, {
        id: byHand,
        connector: 'cisco-duo',
        name: 'By hand',
        description: '',
        host: 'api-12345678.duosecurity.com',
        ikeyEnding: 'ABCD',
        edition: null,
        enabledAt: 0,
        createdAt: Date.now(),
        createdBy: 'test',
        credentials: {},
        streams: SIGN_INS_ALONE,
      }),
    );
    await house.sql(`UPDATE integration SET state = 'paused' WHERE id = $1`, [byHand]);
    await house.sql('DELETE FROM stream_due WHERE "integrationId" = $1', [byHand]);
    await house.sql(
      `WITH made AS (
         INSERT INTO person ("accountId", id, name, username, groups, "firstSeenAt", "lastSeenAt", criticality)
         SELECT $1, gen_random_uuid(), 'u' || n, 'u' || n, '{}', now(), now(),
           (ARRAY['standard', 'elevated', 'critical'])[1 + n % 3]
         FROM generate_series(1, $2::int) n RETURNING id, username
       ), named AS (
         INSERT INTO person_alias ("accountId", "integrationId", kind, value, "personId")
         SELECT $1, $3, 'key', 'DU' || upper(username), id FROM made
       )
       INSERT INTO identity_event ("accountId", id, version, "personId", kind, anchor, "integrationId", "occurredAt",
         "receivedAt", "recordedAt", confidence, verdict, outcome, sources, facts, "detectorVersion")
       SELECT $1, gen_random_uuid(), 1, id, (ARRAY['novel_asn', 'push_harassment', 'unusual_time'])[1 + e % 3],
         'made:' || e, $3, now() - (random() * interval '20 days'), now(), now(), 0.2 + 0.8 * random(), 'enforced',
         'refused', '[]', '{}', '1'
       FROM made, generate_series(1, 3) e`,
      [house.accountId, PEOPLE, byHand],
    );
    const ids = (await house.sql('SELECT id FROM person ORDER BY id')).map(({ id }) => String(id));
    for (let from = 0; from < ids.length; from += 2_000)
      await database.inAccount(house.accountId, (tx) =>
        rescorePeople(house.accountId, tx, ids.slice(from, from + 2_000)),
      );
  }, 120_000);

  afterAll(async () => {
    await house.close();
    await simulator.stop();
  });

  it('survives a kill in the middle, and is right for everybody at the switch, whatever came meanwhile', async () => {
    const { actor, runtime } = house;
    const under1 = { wrong: [] };
    expect(await compareHeatUnder(house, 1, DEFAULT_POLICY)).toMatchObject(under1);
    const input = { policy: POLICY, basedOn: 1, reason: 'Attacks are over sooner.' };
    await execute(savePolicy, { actor, runtime, input });

    const killed = house.worker();
    await expect.poll(prepared, { timeout: 60_000, interval: 10 }).toBeGreaterThan(1_000);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    const left = await prepared();
    expect(left).toBeLessThan(PEOPLE - 1_000);
    expect(await pointers()).toEqual({ current: 1, next: 2 });
    expect(await compareHeatUnder(house, 1, DEFAULT_POLICY)).toMatchObject(under1);

    // Pages come in before another worker goes on, while it works, and up to the switch; the worker polls as well.
    let pages = 0;
    const page = async () => {
      pages += 1;
      const known = Array.from({ length: 12 }, () => `u${1 + Math.floor(Math.random() * PEOPLE)}`);
      await ingest([...known, `new${pages}`]);
    };
    await page();
    const worker = house.worker();
    const deadline = Date.now() + 90_000;
    while ((await pointers()).next !== null && Date.now() < deadline) await page();
    expect(await pointers()).toEqual({ current: 2, next: null });
    expect(pages).toBeGreaterThan(10);
    await page();
    // Who polls while heat and events are compared would make them differ.
    await stop(worker);
    const compared = await compareHeatUnder(house, 2, POLICY);
    expect(compared.wrong).toEqual([]);
    expect(compared.people).toBeGreaterThan(PEOPLE + pages);
    expect(compared.hot).toBeGreaterThan(PEOPLE);

    expect(await house.sql('SELECT FROM policy_preparation')).toEqual([]);
    await house.sql('UPDATE policy_due SET "dueAt" = now()');
    const tidying = house.worker();
    const old = async () => {
      const [row] = await house.sql('SELECT count(*)::int AS heats FROM person_heat WHERE policy = 1');
      return row?.heats;
    };
    await expect.poll(old, { timeout: 30_000, interval: 200 }).toBe(0);
    await expect.poll(() => house.sql('SELECT FROM policy_due'), { timeout: 10_000 }).toEqual([]);
    await stop(tidying);
    expect((await compareHeatUnder(house, 2, POLICY)).wrong).toEqual([]);
  }, 240_000);
});

async function stop(worker: ChildProcess): Promise<void> {
  worker.kill('SIGTERM');
  await once(worker, 'exit');
}
