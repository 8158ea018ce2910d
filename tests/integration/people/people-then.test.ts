import { randomUUID } from 'node:crypto';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { PEOPLE_DIRECTIONS, PEOPLE_SORTS } from '@/domain/people/people-order';
import { DAY_MS } from '@/domain/scoring/scored-event';
import type { Dashboard, OverTime } from '@/domain/views/dashboard';
import type { PeoplePage, Reading } from '@/domain/views/person';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { getOverTime } from '@/server/services/dashboard/get-over-time';
import { execute } from '@/server/services/operation';
import { exportPeople } from '@/server/services/people/export-people';
import { getProfile } from '@/server/services/people/get-profile';
import { listPeople } from '@/server/services/people/list-people';
import { createWatchlist } from '@/server/services/people/watchlists';
import { setCriticality } from '@/server/services/scoring/set-criticality';
import { type EventfulHouse, liveThroughAWeek } from '@/tests/setup/eventful-house';
import type { ScoringHouse } from '@/tests/setup/scoring-house';

const HOUR_MS = 3_600_000;
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
  let house: EventfulHouse;
  /** What lists said at that moment, by filter. */
  const seen: { at: string; all: PeoplePage; totals: number[]; dashboard: Dashboard; bars: OverTime }[] = [];
  const now = () => house.runtime.now();
  const list = (input: Record<string, unknown>, of: ScoringHouse = house) =>
    execute(listPeople, { ...of.who, input });

  async function compareWithProfiles(rows: PeoplePage['people'], at: string, reading: Reading) {
    for (const row of rows) {
      const input = { id: row.id, at, reading };
      const { person } = await execute(getProfile, { ...house.who, input });
      expect(person).toMatchObject(row);
    }
  }

  function told(events: Dashboard['newestEvents']) {
    return events.map(({ id, confidence, contribution, disposition }) => [
      ...[id, confidence, contribution],
      disposition?.verdict ?? null,
    ]);
  }

  async function look(during: ScoringHouse): Promise<void> {
    const { who } = during;
    const all = await list({}, during);
    const dashboard = await execute(getDashboard, { ...who, input: { range: '7d' } });
    const bars = await execute(getOverTime, { ...who, input: { range: '7d', step: 'hour' } });
    const totals: number[] = [];
    for (const filter of FILTERS) totals.push((await list(filter, during)).total);
    seen.push({ at: all.at, all, totals, dashboard, bars });
  }

  beforeAll(async () => {
    house = await liveThroughAWeek(look);
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
    // Which events are changed is by chance, so that a filter may leave as many all week.
    expect(counts.filter((many) => many > 1).length).toBeGreaterThan(FILTERS.length - 3);
    expect(new Set(seen.map(({ all }) => all.policy)).size).toBe(2);
  });

  it.each(['then', 'hindsight'] as const)(
    'says of everybody what their profile says: %s',
    async (reading) => {
      for (const { at } of seen) {
        const { people: rows, figures } = await list({ at, reading });
        expect(rows).toHaveLength(house.people.length);
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
      else expect(moved).toBeGreaterThan(3);
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
    const id = house.people[0] ?? '';
    // Late, taken back, decided of, and of another criticality.
    await house.raise(id, [{ kind: 'push_harassment', at: Date.parse(at) - HOUR_MS }], now());
    for (let turn = 0; turn < 4; turn += 1) await house.changeEvent();
    await house.decide();
    await house.undo();
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

  it('is not reckoned for ever more moments at once, nor twice for two who ask at once', async () => {
    const at = seen[1]?.at ?? '';
    const twice = await Promise.all([list({ at, reading: 'hindsight' }), list({ at, reading: 'hindsight' })]);
    expect(twice[0]).toEqual(twice[1]);
    const ask = async (back: number) => {
      try {
        await list({ at: new Date(now() - 1 - back).toISOString() });
        return null;
      } catch (error) {
        return error;
      }
    };
    let refused: unknown = null;
    for (let back = 0; back < 200 && refused === null; back += 1) refused = await ask(back * 7);
    expect(refused).toMatchObject({ code: 'too_many_requests' });
  });
});
