import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { execute } from '@/server/services/operation';
import { listViews, removeView, saveView } from '@/server/services/people/saved-views';
import { openPeopleHouse, type PeopleHouse } from '@/tests/setup/people-house';
import { DUO, member } from '@/tests/setup/triage-desk';

let house: PeopleHouse;
beforeAll(async () => {
  house = await openPeopleHouse();
});
afterAll(() => house.close());

describe('a saved view', () => {
  it('keeps filters and order for its member alone, replaces one of its name, and is removed', async () => {
    const accountId = await house.newAccount([DUO]);
    const actor = member(accountId, 'Ada');
    const { runtime } = house;
    const ben = member(accountId, 'Ben', 'auditor');
    const save = (name: string, view: Record<string, unknown>) =>
      execute(saveView, { actor, runtime, input: { name, view } });
    await save('Mine', { kind: 'new_country' });
    const { views } = await save('Mine', { group: 'Legal', last: '7d', sort: 'events', direction: 'rising' });
    expect(views).toMatchObject([
      { name: 'Mine', view: { group: 'Legal', last: '7d', sort: 'events', direction: 'rising' } },
    ]);
    const id = views[0]?.id ?? '';
    expect(await execute(listViews, { actor: ben, runtime, input: {} })).toEqual({ views: [] });
    await expect(execute(removeView, { actor: ben, runtime, input: { id } })).rejects.toMatchObject({
      code: 'not_found',
    });
    await expect(save('Wrong', { band: 'low', least: 'high' })).rejects.toThrow(/least: use it without band/);
    await expect(save('Wrong', { status: 'asleep' })).rejects.toThrow(/status: use one of/);
    await expect(save(' ', {})).rejects.toThrow(/name: name the view/);
    expect(await execute(removeView, { actor, runtime, input: { id } })).toEqual({ views: [] });
  });
});
