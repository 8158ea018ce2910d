import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PEOPLE_DIRECTIONS, PEOPLE_SORTS } from '@/domain/people/people-order';
import { CRITICALITIES, DEFAULT_POLICY } from '@/domain/scoring/policy';
import { DAY_MS } from '@/domain/scoring/scored-event';
import type { Dashboard, OverTime } from '@/domain/views/dashboard';
import type { PeoplePage, Reading } from '@/domain/views/person';
import { standingOfPeople, writeEvents } from '@/server/data/events/identity-events';
import { storeHumanRisk } from '@/server/data/scoring/human-risk';
import { decideEvents } from '@/server/services/events/decide-events';
import { approveProposal, undoDisposition } from '@/server/services/events/settle-disposition';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { getOverTime } from '@/server/services/dashboard/get-over-time';
import { execute } from '@/server/services/operation';
import { exportPeople } from '@/server/services/people/export-people';
import { getProfile } from '@/server/services/people/get-profile';
import { listPeople } from '@/server/services/people/list-people';
import { createWatchlist } from '@/server/services/people/watchlists';
import { setGroupCriticality } from '@/server/services/scoring/group-criticality';
import { preparePolicy } from '@/server/services/scoring/prepare-policy';
import { rescorePeople } from '@/server/services/scoring/rescore-people';
import { savePolicy } from '@/server/services/scoring/save-policy';
import { setCriticality } from '@/server/services/scoring/set-criticality';
import { openScoringHouse, type ScoringHouse } from '@/tests/setup/scoring-house';
import { member } from '@/tests/setup/triage-desk';

const HOUR_MS = 3_600_000;
const PEOPLE = 8;
const STEPS = 36;
const KINDS = ['push_harassment', 'novel_asn', 'new_country', 'denied_then_approved'] as const;
const FILTERS = [
  { kind: 'push_harassment' },
  { outcome: 'got_in' },
  { least: 'medium' },
  { band: 'very_low' },
  { criticality: 'elevated' },
  { group: 'finance' },
  { risk: 'none' },
  { last: '7d' },
  { least: 'low', group: 'travel', kind: 'novel_asn' },
] as const;

describe('a list of people at a past instant', () => {
  let house: ScoringHouse;
  const people: string[] = [];
  /** What lists said at that moment, by filter. */
  const seen: { at: string; all: PeoplePage; totals: number[]; dashboard: Dashboard; bars: OverTime }[] = [];
  const now = () => house.runtime.now();
  const list = (input: Record<string, unknown>) => execute(listPeople, { ...house.who, input });

  let state = 20261128;
  const chance = () => (state = (state * 48271) % 2147483647) / 2147483647;
  const pick = <T>(choices: readonly T[]): T => {
    const chosen = choices[Math.floor(chance() * choices.length)];
    if (chosen === undefined) throw new Error('There is nothing to choose from.');
    return chosen;
  };

  /** Something that moves a score, or whom a filter leaves, as it comes in life. */
  const steps: readonly (() => Promise<void>)[] = [
    () => raise(0),
    () => raise(0),
    () => raise(-2 * DAY_MS),
    () => raise(5 * DAY_MS),
    changeEvent,
    () => decide('event'),
    () => decide('person_kind'),
    () => decide('network'),
    undo,
    setOne,
    regroup,
    risk,
  ];
  const decided: string[] = [];

  /** An event that occurred so much later than it is recorded: earlier where it came late, later where its clock is wrong. */
  async function raise(offset: number): Promise<void> {
    const wish = { kind: pick(KINDS), at: now() + offset, confidence: pick([0.3, 0.7, 1]) };
    await house.raise(pick(people), [{ ...wish, outcome: pick(['got_in', 'refused', 'unknown']) }], now());
    await house.sql(
      `UPDATE identity_event SET facts = jsonb_set(facts, '{ip}', '"198.51.100.7"') WHERE "recordedAt" = $1`,
      [new Date(now())],
    );
  }

  async function changeEvent(): Promise<void> {
    const { accountId, runtime } = house;
    const id = pick(people);
    await runtime.database.inAccount(accountId, async (tx) => {
      const [stands] = await standingOfPeople(accountId, tx, [id]);
      if (stands === undefined) return;
      const found = { personId: id, candidate: { ...stands.candidate, confidence: pick([0.2, 0.9]) } };
      const { integrationId } = stands;
      const surer = { found, replaces: stands, integrationId, verdict: 'enforced', receivedAt: now() };
      const goes = chance() < 0.4;
      await writeEvents(accountId, tx, goes ? [] : [surer], goes ? [stands] : [], now());
      await rescorePeople(accountId, tx, [id]);
    });
  }

  async function decide(scope: 'event' | 'person_kind' | 'network'): Promise<void> {
    const [event] = await house.sql(
      `SELECT id, "personId", kind FROM identity_event WHERE "retractedAt" IS NULL ORDER BY id OFFSET $1 LIMIT 1`,
      [Math.floor(chance() * 4)],
    );
    if (event === undefined) return;
    const covers = {
      event: { event: event['id'] },
      person_kind: { person: event['personId'], kind: event['kind'] },
      network: { network: '198.51.100.0/24' },
    }[scope];
    const verdict = pick(['benign', 'false_positive', 'confirmed']);
    const { accountId, runtime } = house;
    const by = (name: string) => ({ ...member(accountId, name), provenAt: now() });
    const { id } = await execute(decideEvents, {
      ...{ actor: by('Ada'), runtime },
      input: { scope, ...covers, verdict, reason: 'a drill' },
    });
    if (scope === 'network') await execute(approveProposal, { actor: by('Ben'), runtime, input: { id } });
    decided.push(id);
  }

  async function undo(): Promise<void> {
    const id = decided.shift();
    if (id !== undefined) await execute(undoDisposition, { ...house.who, input: { id } });
  }

  async function setOne(): Promise<void> {
    const input = { id: pick(people), criticality: pick([...CRITICALITIES, null]) };
    await execute(setCriticality, { ...house.who, input });
  }

  async function regroup(): Promise<void> {
    const id = pick(people);
    const [before] = await house.sql('SELECT groups FROM person WHERE id = $1', [id]);
    const after = pick([['Finance'], ['Travel'], ['Travel', 'Finance'], []]);
    await house.sql(
      `INSERT INTO directory_change ("accountId", id, "integrationId", part, "objectId", "personId", at, field, before, after)
       SELECT $1, gen_random_uuid(), i.id, 'users', 'DU1', $2, $3, 'groups', $4, $5 FROM integration i`,
      [house.accountId, id, new Date(now()), JSON.stringify(before?.['groups']), JSON.stringify(after)],
    );
    await house.sql('UPDATE person SET groups = $2 WHERE id = $1', [id, after]);
  }

  async function risk(): Promise<void> {
    const day = Math.floor(now() / DAY_MS) * DAY_MS;
    const states = { enrolment: null, strength: null, devices: [] };
    const score = pick([null, 1, 4.5, 9]);
    await house.runtime.database.inAccount(house.accountId, (tx) =>
      storeHumanRisk(house.accountId, tx, day, [{ personId: pick(people), score, readings: [], states }]),
    );
  }

  async function compareWithProfiles(rows: PeoplePage['people'], at: string, reading: Reading) {
    for (const row of rows) {
      const input = { id: row.id, at, reading };
      const { person } = await execute(getProfile, { ...house.who, input });
      expect(person).toMatchObject(row);
    }
  }

  async function look(): Promise<void> {
    const all = await list({});
    const dashboard = await execute(getDashboard, { ...house.who, input: { range: '7d' } });
    const bars = await execute(getOverTime, { ...house.who, input: { range: '7d', step: 'hour' } });
    const totals: number[] = [];
    for (const filter of FILTERS) totals.push((await list(filter)).total);
    seen.push({ at: all.at, all, totals, dashboard, bars });
  }

  beforeAll(async () => {
    house = await openScoringHouse();
    for (let index = 0; index < PEOPLE; index += 1) people.push(await house.person([]));
    house.ahead += DAY_MS;
    await execute(setGroupCriticality, {
      ...house.who,
      input: { group: 'Finance', criticality: 'elevated' },
    });
    for (let step = 0; step < STEPS; step += 1) {
      house.ahead += 5 * HOUR_MS + step;
      if (step === 25) {
        const policy = { ...DEFAULT_POLICY, halfLifeDays: 6 };
        await execute(savePolicy, { ...house.who, input: { policy, basedOn: 1, reason: 'a test' } });
        await execute(preparePolicy, { ...house.who, input: {} });
      }
      await (steps[step % steps.length] ?? risk)();
      await pick(steps)();
      house.ahead += HOUR_MS;
      if (step % 6 === 5) await look();
      house.ahead += 1;
    }
  });
  afterAll(() => house.close());

  it('is what it was then, as known then: people, order, figures, and whom each filter leaves', async () => {
    for (const { at, all, totals } of seen) {
      const again = await list({ at });
      expect(again).toMatchObject({ asOf: at, reading: 'then', collectsSince: null });
      const { nextCursor: _one, ...was } = all;
      const { nextCursor: _other, ...is } = again;
      expect({ ...is, asOf: null, reading: null }).toEqual(was);
      const left: number[] = [];
      for (const filter of FILTERS) left.push((await list({ ...filter, at })).total);
      expect(left).toEqual(totals);
    }
    const counts = FILTERS.map((_, index) => new Set(seen.map(({ totals }) => totals[index])).size);
    expect(Math.min(...counts)).toBeGreaterThan(1);
    expect(new Set(seen.map(({ all }) => all.policy)).size).toBe(2);
  });

  it.each(['then', 'hindsight'] as const)(
    'says of everybody what their profile says: %s',
    async (reading) => {
      for (const { at } of seen) {
        const { people: rows, figures } = await list({ at, reading });
        expect(rows).toHaveLength(PEOPLE);
        await compareWithProfiles(rows, at, reading);
        const bands = rows.filter(({ attackFactor }) => attackFactor.band === 'high').length;
        expect(figures?.bands.high).toBe(bands);
      }
      const differ = await Promise.all(
        seen.map(async ({ at, all }) => {
          const later = await list({ at, reading });
          return later.people.filter(({ id, attackFactor }) => {
            const was = all.people.find((person) => person.id === id);
            return was?.attackFactor.uncapped !== attackFactor.uncapped;
          }).length;
        }),
      );
      const moved = differ.reduce((sum, count) => sum + count, 0);
      if (reading === 'then') expect(moved).toBe(0);
      else expect(moved).toBeGreaterThan(10);
    },
  );

  it('has the dashboard of that moment, as known then, and with the people of the list in either reading', async () => {
    for (const { dashboard: was, bars } of seen) {
      const { at } = was;
      const ask = (reading: Reading) =>
        execute(getDashboard, { ...house.who, input: { range: '7d', at, reading } });
      const then = await ask('then');
      const { events, highOrAbove } = was.lastDay;
      expect(then).toMatchObject({ feed: null, campaigns: null, lastDay: { events, highOrAbove } });
      const parts = ['attackFactor', 'humanRisk', 'identity', 'mostAttacked', 'policy', 'posture'] as const;
      for (const part of parts) expect({ [part]: then[part] }).toEqual({ [part]: was[part] });
      const from = Date.parse(at) - 6 * DAY_MS;
      const lately = was.newestEvents.filter(({ occurredAt }) => Date.parse(occurredAt) > from);
      const told = (events: Dashboard['newestEvents']) =>
        events.map(({ id, confidence, contribution, disposition }) => [
          ...[id, confidence, contribution],
          disposition?.verdict ?? null,
        ]);
      expect(told(then.newestEvents.slice(0, lately.length))).toEqual(told(lately));
      const input = { range: '7d', step: 'hour', at: bars.at };
      const again = await execute(getOverTime, { ...house.who, input });
      expect(again.buckets).toEqual(bars.buckets);
      const hindsight = await ask('hindsight');
      const { figures, people: listed } = await list({ at, reading: 'hindsight' });
      expect(hindsight.attackFactor).toEqual({ bands: figures?.bands, total: figures?.people });
      expect(hindsight.mostAttacked).toEqual(
        listed
          .filter(({ attackFactor }) => attackFactor.uncapped > 0)
          .slice(0, hindsight.mostAttacked.length),
      );
    }
    const counts = seen.map(({ dashboard }) => dashboard.identity.events);
    expect(Math.max(...counts)).toBeGreaterThan(5);
  });

  it('goes on page after page in every order, as its file does', async () => {
    const at = seen[4]?.at ?? '';
    const ids = (answers: readonly PeoplePage[]) =>
      answers.flatMap((page) => page.people.map(({ id }) => id));
    for (const sort of PEOPLE_SORTS)
      for (const direction of PEOPLE_DIRECTIONS) {
        const input = { sort, direction, at, reading: 'hindsight' };
        const whole = await list(input);
        const file = await execute(exportPeople, { ...house.who, input });
        const chunks: Uint8Array[] = [];
        for await (const piece of file.pieces) chunks.push(piece);
        const rows = z
          .array(z.record(z.string(), z.string()))
          .parse(parse(Buffer.concat(chunks), { columns: true }));
        expect(rows.map((row) => row['id'])).toEqual(ids([whole]));
        expect(rows.map((row) => row['attackFactor'])).toEqual(
          whole.people.map(({ attackFactor }) => attackFactor.shown),
        );
      }
  });

  it('holds what has come since it was asked for last', async () => {
    const at = seen[2]?.at ?? '';
    const asked = async (reading: Reading) => (await list({ at, reading })).people;
    const [then, hindsight] = [await asked('then'), await asked('hindsight')];
    const id = people[0] ?? '';
    // Late, taken back, decided of, and of another criticality.
    await house.raise(id, [{ kind: 'push_harassment', at: Date.parse(at) - HOUR_MS }], now());
    for (let turn = 0; turn < 4; turn += 1) await changeEvent();
    await decide('event');
    await undo();
    await execute(setCriticality, { ...house.who, input: { id, criticality: 'critical' } });
    house.ahead += HOUR_MS;
    expect(await asked('then')).toEqual(then);
    const again = await asked('hindsight');
    expect(again).not.toEqual(hindsight);
    await compareWithProfiles(again, at, 'hindsight');
  });

  it('is refused for what is yet to come, for a list by hand, and with the cursor of another moment', async () => {
    const refused = (field: string) => ({ code: 'invalid_input', fields: [{ field }] });
    for (const at of [new Date(now() + 60_000).toISOString(), '2019-12-31T23:59:59Z'])
      await expect(list({ at })).rejects.toMatchObject(refused('at'));
    await expect(list({ at: seen[0]?.at, reading: 'never' })).rejects.toMatchObject(refused('reading'));
    const make = (name: string, rule: object | null) =>
      execute(createWatchlist, { ...house.who, input: { name, rule } });
    const byHand = await make('Board', null);
    const at = seen[3]?.at ?? '';
    await expect(list({ at, watchlist: byHand.id })).rejects.toThrow(
      'watchlist: who was on Board at a past moment is not kept',
    );
    await expect(list({ at, integration: randomUUID() })).rejects.toThrow(
      'integration: from where somebody was known at a past moment is not kept',
    );
    const byRule = await make('Attacked', { least: 'low' });
    expect((await list({ at, watchlist: byRule.id })).total).toBe((await list({ at, least: 'low' })).total);
  });
});
