import { afterAll, beforeAll, expect, it } from 'vitest';
import { decidedSchema } from '@/domain/views/disposition';
import { registerPageSchema } from '@/domain/views/hidden';
import { type MembersHouse, openMembersHouse } from '@/tests/setup/members-house';

let house: MembersHouse;

beforeAll(async () => {
  house = await openMembersHouse();
});
afterAll(() => house.close());

it('what reaches the whole account is approved by a second member, who was invited for it', async () => {
  const wish = { scope: 'network', network: '198.51.100.0/24', verdict: 'benign', reason: 'The new office.' };
  const preview = async (cookie = house.ada): Promise<unknown> => {
    const query = 'scope=network&network=198.51.100.0%2F24&verdict=benign';
    return (await house.web.call('GET', `/api/v1/dispositions/preview?${query}`, { cookie })).json();
  };
  expect(await preview()).toMatchObject({ needsApproval: true, approvers: 0 });
  const proposed = decidedSchema.parse((await house.post('/api/v1/dispositions', wish)).body);
  expect(proposed.state).toBe('proposed');
  const approve = (cookie: string) => house.post(`/api/v1/dispositions/${proposed.id}/approve`, {}, cookie);
  expect((await approve(house.ada)).status).toBe(409);

  const help = await house.join('hal@example.com', 'help_desk');
  expect(await preview()).toMatchObject({ approvers: 0 });
  expect((await approve(help.cookie)).status).toBe(403);
  const ben = await house.join('ben@example.com', 'analyst');
  expect(await preview()).toMatchObject({ approvers: 1 });
  expect((await approve(ben.cookie)).body).toMatchObject({ state: 'holding' });

  const holding = async () => {
    const answer = await house.web.call('GET', '/api/v1/hidden?part=holding', { cookie: help.cookie });
    return registerPageSchema.parse(await answer.json()).items;
  };
  expect(await holding()).toMatchObject([{ id: proposed.id, by: 'Ada Byron', approvedBy: 'ben' }]);

  // Who approved it may leave: what they approved stands, with their name.
  await house.post(`/api/v1/members/${ben.id}/remove`, {});
  expect(await preview()).toMatchObject({ approvers: 0 });
  expect(await holding()).toMatchObject([{ approvedBy: 'ben' }]);
});
