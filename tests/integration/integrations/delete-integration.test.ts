import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { IntegrationId } from '@/domain/identifiers';
import { heatOf } from '@/domain/scoring/heat';
import { DEFAULT_POLICY } from '@/domain/scoring/policy';
import { scoredEventsOf } from '@/server/data/events/identity-events';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { getEvent } from '@/server/services/events/get-event';
import { listEvents } from '@/server/services/events/list-events';
import { deleteIntegration, getIntegrationHoldings } from '@/server/services/integrations/delete-integration';
import { getIntegration } from '@/server/services/integrations/get-integration';
import { listIntegrations } from '@/server/services/integrations/list-integrations';
import { purgeIntegration } from '@/server/services/integrations/purge-integration';
import { pauseIntegration } from '@/server/services/integrations/steer-integration';
import { execute } from '@/server/services/operation';
import { getProfile } from '@/server/services/people/get-profile';
import { type CollectingHouse, openCollectingHouse } from '@/tests/setup/collecting-house';
import { fault } from '@/tests/setup/duo-faults';
import { duoRecord } from '@/tests/setup/duo-record';
import { type Simulator, start } from '@/tests/setup/simulator-process';

const DAY = 86_400_000;

let simulator: Simulator;
let house: CollectingHouse;
/** Knows people that nobody else knows. */
let wide: IntegrationId;
/** Knows some of the same people. */
let narrow: IntegrationId;

beforeAll(async () => {
  simulator = await start(
    ...['--people', '60', '--history', '12d', '--lag', '0s', '--rate-limit', 'off', '--attack-every', '2h'],
  );
  // A day of so few people may pass without an attack.
  const detectors = [{ detector: 'NOVEL_ASN' }];
  await simulator.control('POST /records', {
    records: ['ada', 'bob'].map((user) => ({
      record: duoRecord({ at: Date.now() - DAY / 2, user, userKey: `DU${user}`, detectors }),
    })),
  });
  house = await openCollectingHouse(simulator);
  wide = await house.connect('Duo', Date.now() - 11 * DAY);
  expect(await house.poll(wide)).toBe('done');
  narrow = await house.connect('Duo Europe', Date.now() - 1.2 * DAY);
  expect(await house.poll(narrow)).toBe('done');
});
afterAll(async () => {
  await house.close();
  await simulator.stop();
});

const as = () => ({ actor: house.actor, runtime: house.runtime });
const remove = (id: IntegrationId, name: string, keep: string) =>
  execute(deleteIntegration, { ...as(), input: { id, name, keep } });
const count = async (text: string, values: readonly unknown[] = []) =>
  Number((await house.sql(`SELECT count(*) AS n FROM ${text}`, values))[0]?.n);

/** Tables that name an integration, with how many rows name this one. */
async function rowsOf(id: string): Promise<Record<string, number>> {
  const tables = await house.sql(
    `SELECT c.table_name AS name FROM information_schema.columns c
     JOIN pg_class t ON t.relname = c.table_name AND t.relnamespace = 'public'::regnamespace
     WHERE c.table_schema = 'public' AND c.column_name = 'integrationId' AND NOT t.relispartition`,
  );
  const found: Record<string, number> = {};
  for (const { name } of tables) {
    const rows = await count(`"${String(name)}" WHERE "integrationId" = $1`, [id]);
    if (rows > 0) found[String(name)] = rows;
  }
  return found;
}

describe('deleting an integration', () => {
  it('says first what exists', async () => {
    const holdings = await execute(getIntegrationHoldings, { ...as(), input: { id: wide } });
    expect(holdings).toMatchObject({
      signals: await count('signal WHERE "integrationId" = $1', [wide]),
      events: await count('identity_event WHERE "integrationId" = $1 AND "retractedAt" IS NULL', [wide]),
      peopleOnlyHere: await count(
        `(SELECT "personId" FROM person_alias GROUP BY 1 HAVING bool_and("integrationId" = $1)) alone`,
        [wide],
      ),
      quarantined: 0,
    });
    expect(holdings.events).toBeGreaterThan(5);
    expect(holdings.peopleWithEvents).toBeGreaterThan(0);
    expect(holdings.peopleOnlyHere).toBeGreaterThan(0);
    expect(await count('(SELECT DISTINCT "personId" FROM person_alias) known')).toBeGreaterThan(
      holdings.peopleOnlyHere,
    );
  });

  it('asks for the name, and changes nothing without it', async () => {
    const before = await rowsOf(wide);
    await expect(remove(wide, 'Duo Europe', 'nothing')).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ field: 'name', message: /exactly as it is, Duo\./ }],
    });
    await expect(remove(wide, 'Duo', 'perhaps')).rejects.toMatchObject({ fields: [{ field: 'keep' }] });
    expect(await rowsOf(wide)).toEqual(before);
  });

  it('with all that came from it leaves what others brought, to the last number', async () => {
    const others = () =>
      house.sql(
        `SELECT (SELECT jsonb_agg(e.* ORDER BY id, version) FROM identity_event e WHERE "integrationId" = $1) AS events,
          (SELECT count(*)::int FROM signal WHERE "integrationId" = $1) AS signals,
          (SELECT jsonb_agg(c.* ORDER BY bucket, kind) FROM event_counter c WHERE "integrationId" = $1) AS counters`,
        [narrow],
      );
    const before = await others();
    const onlyHere = await house.sql(
      `SELECT "personId" AS id FROM person_alias GROUP BY 1 HAVING bool_and("integrationId" = $1)`,
      [wide],
    );
    expect(await count('person_habits')).toBeGreaterThan(0);
    expect(await remove(wide, ' Duo ', 'nothing')).toEqual({ state: 'purging' });
    expect(Object.keys(await rowsOf(wide))).not.toContain('integration_secret');
    expect(await execute(getIntegration, { ...as(), input: { id: wide } })).toMatchObject({
      status: { word: 'purging' },
      streams: [],
      remaining: { signals: await count('signal WHERE "integrationId" = $1', [wide]) },
    });
    await expect(execute(pauseIntegration, { ...as(), input: { id: wide } })).rejects.toMatchObject({
      code: 'conflict',
      message: /being removed/,
    });

    // Two processes at once, of which one is told to stop: whoever is left finishes.
    const stopping = { ...house.runtime, stopping: AbortSignal.abort() };
    const purge = (runtime: typeof house.runtime) =>
      execute(purgeIntegration, { actor: house.actor, runtime, input: { id: wide } });
    expect(await purge(stopping)).toEqual({ outcome: 'stopped' });
    const outcomes = await Promise.all([purge(house.runtime), purge(house.runtime)]);
    expect(outcomes.map(({ outcome }) => outcome)).toContain('done');
    await purge(house.runtime);

    expect(await rowsOf(wide)).toEqual({});
    expect(await count('integration WHERE id = $1', [wide])).toBe(0);
    expect(await others()).toEqual(before);
    expect(await count('person_habits')).toBe(0);
    expect(await count('person WHERE id = ANY($1)', [onlyHere.map(({ id }) => id)])).toBe(0);
    expect(
      await count(`evidence v WHERE NOT EXISTS (SELECT FROM identity_event e WHERE e.id = v."eventId")`),
    ).toBe(0);
    const people = await house.sql(
      `SELECT p.id, p.events, h.heat FROM person p LEFT JOIN person_heat h ON h."personId" = p.id`,
    );
    expect(people.length).toBeGreaterThan(0);
    await house.runtime.database.inAccount(house.accountId, async (tx) => {
      const ids = people.map(({ id }) => String(id));
      const scored = await scoredEventsOf(house.accountId, tx, ids);
      for (const { id, events, heat } of people) {
        const own = scored.get(String(id)) ?? [];
        expect({ id, events, heat }).toEqual({
          id,
          events: own.length,
          heat: heatOf(own, DEFAULT_POLICY, 'standard'),
        });
      }
    });
    expect(
      await house.sql(
        `SELECT action, "actorName" FROM audit_entry WHERE "entityId" = $1 AND action LIKE '%e-integration' ORDER BY seq`,
        [wide],
      ),
    ).toEqual([
      { action: 'delete-integration', actorName: 'test' },
      { action: 'purge-integration', actorName: 'test' },
    ]);
  });

  it('frees its name and its host, and a poll under way writes nothing more', async () => {
    await house.sql('UPDATE integration SET host = $1 WHERE id = $2', ['elsewhere', narrow]);
    const again = await house.connect('Duo', Date.now() - DAY);
    // Long enough on its way that it is deleted meanwhile, on whatever machine.
    await fault({ kind: 'slow', delayMs: 1_500 })(simulator);
    const polling = house.poll(again);
    await expect
      .poll(() => count(`run WHERE "integrationId" = $1 AND result = 'running'`, [again]), { interval: 10 })
      .toBe(1);
    await remove(again, 'Duo', 'nothing');
    expect(await polling).toBe('cut_off');
    await execute(purgeIntegration, { ...as(), input: { id: again } });
    expect(await rowsOf(again)).toEqual({});
  });

  it('while its events are kept leaves scores as they are, and every page that names it', async () => {
    const people = () => house.sql('SELECT "personId", heat FROM person_heat ORDER BY 1');
    const before = await people();
    const events = await count('identity_event WHERE "integrationId" = $1', [narrow]);
    expect(events).toBeGreaterThan(0);
    expect(await remove(narrow, 'Duo Europe', 'events')).toEqual({ state: 'deleted' });
    expect(await execute(purgeIntegration, { ...as(), input: { id: narrow } })).toEqual({ outcome: 'done' });
    const left = await rowsOf(narrow);
    for (const table of ['run', 'stream', 'lane', 'integration_secret', 'stream_due', 'credential_use'])
      expect({ table, rows: left[table] ?? 0 }).toEqual({ table, rows: 0 });
    expect(left.identity_event).toBe(events);
    expect(left.signal).toBeGreaterThan(0);
    expect(await people()).toEqual(before);

    expect(await execute(getIntegration, { ...as(), input: { id: narrow } })).toMatchObject({
      name: 'Duo Europe',
      status: { word: 'deleted' },
      streams: [],
    });
    await expect(execute(pauseIntegration, { ...as(), input: { id: narrow } })).rejects.toMatchObject({
      code: 'not_found',
    });
    expect((await execute(listIntegrations, { ...as(), input: {} })).integrations).toEqual([]);
    const dashboard = await execute(getDashboard, { ...as(), input: { range: '30d' } });
    expect(dashboard.feed?.integrations).toEqual([]);
    const list = await execute(listEvents, { ...as(), input: {} });
    const [event] = list.events;
    expect(event?.integration.name).toBe('Duo Europe');
    await execute(getEvent, { ...as(), input: { id: event?.id } });
    await execute(getProfile, { ...as(), input: { id: event?.person.id } });
    const lines = dashboard.identity.integrations;
    expect(lines.map(({ name }) => name)).toEqual(['Duo Europe']);
  });
});
