import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccountId } from '@/domain/identifiers';
import { execute } from '@/server/services/operation';
import { listSearches, removeSearch, saveSearch } from '@/server/services/signals/saved-searches';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { member } from '@/tests/setup/triage-desk';

let house: PeopleHouse;
let own: AccountId;
let other: AccountId;

beforeAll(async () => {
  house = await openPeopleHouse();
  own = await house.newAccount([randomUUID()]);
  other = await house.newAccount([randomUUID()]);
});
afterAll(() => house.close());

describe('a search that is kept', () => {
  const memberOf = (memberId: string, accountId = own) => member(accountId, 'Ada', 'analyst', memberId);
  const ada = randomUUID();

  it('is the member’s own, takes the place of one of its name, and can be removed', async () => {
    const { runtime } = house;
    const as = (memberId: string, accountId = own) => ({ actor: memberOf(memberId, accountId), runtime });
    await execute(saveSearch, { ...as(ada), input: { name: ' Refused ', q: 'result:denied', since: '30d' } });
    const from = '2026-11-01T00:00:00.000Z';
    const kept = await execute(saveSearch, {
      ...as(ada),
      input: { name: 'Refused', q: 'result:fraud', from },
    });
    const only = { name: 'Refused', q: 'result:fraud', since: null, from, to: null };
    expect(kept.searches).toEqual([expect.objectContaining(only)]);
    const id = kept.searches[0]?.id;
    for (const elsewhere of [as(randomUUID()), as(ada, other)]) {
      expect((await execute(listSearches, { ...elsewhere, input: {} })).searches).toEqual([]);
      await expect(execute(removeSearch, { ...elsewhere, input: { id } })).rejects.toMatchObject({
        code: 'not_found',
      });
    }
    expect((await execute(listSearches, { ...as(ada), input: {} })).searches).toEqual(kept.searches);
    expect((await execute(removeSearch, { ...as(ada), input: { id } })).searches).toEqual([]);
  });

  it('can be read, and the member keeps no more than can be looked through', async () => {
    const asked = (name: string, q: string) =>
      execute(saveSearch, { actor: memberOf(ada), runtime: house.runtime, input: { name, q } });
    await expect(asked('x', 'colour:red')).rejects.toThrow(/no field “colour”/);
    for (let index = 0; index < 50; index += 1) await asked(`Search ${index}`, 'ada');
    await expect(asked('One more', 'ada')).rejects.toThrow(/you keep 50 searches already/);
    await expect(asked('Search 7', 'byron')).resolves.toBeDefined();
  });
});
