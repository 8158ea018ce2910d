import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OUTCOMES } from '@/domain/people/person-outcome';
import { getDashboard } from '@/server/services/dashboard/get-dashboard';
import { decideEvents } from '@/server/services/events/decide-events';
import { undoDisposition } from '@/server/services/events/settle-disposition';
import { execute } from '@/server/services/operation';
import { exportPeople } from '@/server/services/people/export-people';
import { getProfile } from '@/server/services/people/get-profile';
import { listPeople } from '@/server/services/people/list-people';
import { createWatchlist, listWatchlists } from '@/server/services/people/watchlists';
import { type EventWish, openScoringHouse, type ScoringHouse } from '@/tests/setup/scoring-house';

let house: ScoringHouse;
beforeAll(async () => {
  house = await openScoringHouse();
});
afterAll(() => house.close());

const profile = (id: string, moment: { at?: string; reading?: 'then' | 'hindsight' } = {}) =>
  execute(getProfile, { ...house.who, input: { id, ...moment } });

/** Who is in the list of an outcome, after a look at each: what it says of them is what their profile says. */
async function listed(outcome?: (typeof OUTCOMES)[number]): Promise<string[]> {
  const { people, total } = await execute(listPeople, {
    ...house.who,
    input: { sort: 'name', ...(outcome !== undefined && { outcome }) },
  });
  expect(total).toBe(people.length);
  for (const row of people) {
    const { person, gotIn } = await profile(row.id);
    expect(person.outcome).toBe(row.outcome);
    expect(gotIn !== null).toBe(row.outcome === 'got_in');
    if (outcome !== undefined) expect(row.outcome).toBe(outcome);
  }
  return people.map(({ name }) => name);
}

describe('whether they got in as somebody', () => {
  it('is one thing in the list, its filter, watchlists, files and the profile, whatever is decided', async () => {
    const hit = (outcome: EventWish['outcome'], hours: number): EventWish => ({
      kind: 'push_harassment',
      at: house.runtime.now() - hours * 3_600_000,
      ...(outcome !== undefined && { outcome }),
    });
    const ada = await house.person([hit('refused', 3), hit('got_in', 2), hit('unknown', 1)], { name: 'Ada' });
    await house.person([hit('refused', 3), hit('unknown', 2)], { name: 'Bob' });
    await house.person([hit('refused', 3), hit('refused', 2)], { name: 'Cyd' });
    await house.person([], { name: 'Dan' });
    const { id: watchlist } = await execute(createWatchlist, {
      ...house.who,
      input: { name: 'Taken over', rule: { outcome: 'got_in' } },
    });
    const watched = async () => {
      const { watchlists } = await execute(listWatchlists, { ...house.who, input: {} });
      return watchlists.find(({ id }) => id === watchlist);
    };
    const all = async () => Promise.all(OUTCOMES.map((outcome) => listed(outcome)));

    expect(await listed()).toEqual(['Ada', 'Bob', 'Cyd', 'Dan']);
    expect(await all()).toEqual([['Ada'], ['Bob'], ['Cyd']]);
    expect(await watched()).toMatchObject({ rule: { outcome: 'got_in' }, people: 1 });
    const { mostAttacked } = await execute(getDashboard, { ...house.who, input: {} });
    expect(mostAttacked.find(({ id }) => id === ada)).toMatchObject({ outcome: 'got_in' });
    const file = await execute(exportPeople, { ...house.who, input: { outcome: 'unknown' } });
    let text = '';
    for await (const piece of file.pieces) text += Buffer.from(piece).toString('utf8');
    expect(text.split('\r\n').slice(0, 2).join('\n')).toMatch(
      /^id,outcome,name,.*\n[0-9a-f-]{36},unknown,Bob,/,
    );

    const before = new Date(house.runtime.now()).toISOString();
    house.ahead += 60_000;
    const { gotIn } = await profile(ada);
    const decision = await execute(decideEvents, {
      ...house.who,
      input: { scope: 'event', event: gotIn?.eventId, verdict: 'benign', reason: 'her own phone' },
    });
    expect(await all()).toEqual([[], ['Ada', 'Bob'], ['Cyd']]);
    expect(await watched()).toMatchObject({ people: 0 });
    const then = await profile(ada, { at: before, reading: 'then' });
    expect(then).toMatchObject({ person: { outcome: 'got_in' }, gotIn: { eventId: gotIn?.eventId } });
    const hindsight = await profile(ada, { at: before, reading: 'hindsight' });
    expect(hindsight).toMatchObject({ person: { outcome: 'unknown' }, gotIn: null });
    await execute(undoDisposition, { ...house.who, input: { id: decision.id } });
    expect(await all()).toEqual([['Ada'], ['Bob'], ['Cyd']]);
  });
});
