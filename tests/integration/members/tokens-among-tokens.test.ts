import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { apiTokensViewSchema, madeTokenSchema } from '@/domain/views/api-token';
import { resetPassword } from '@/server/services/sign-in/reset-password';
import { type MembersHouse, openMembersHouse } from '@/tests/setup/members-house';
import { FIRST } from '@/tests/setup/web-house';

const SECRET = 'a lantern beside the harbour';

let house: MembersHouse;

beforeEach(async () => {
  house = await openMembersHouse();
});
afterEach(() => house.close());

interface By {
  readonly cookie?: string;
  readonly token?: string;
}

async function post(path: string, body: unknown, { cookie, token }: By = { cookie: house.ada }) {
  const headers = token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } };
  const given = { body, ...headers, ...(cookie !== undefined && { cookie }) };
  const answer = await house.web.call('POST', path, given);
  const answered: unknown = await answer.json();
  return { status: answer.status, body: answered };
}

async function make(
  permissions: readonly string[],
  { name = 'Nightly', by }: { name?: string; by?: By } = {},
) {
  const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
  const { status, body } = await post('/api/v1/tokens', { name, permissions, expiresAt }, by);
  expect({ status, body }).toMatchObject({ status: 200 });
  return madeTokenSchema.parse(body);
}

const get = (path: string, token: string) =>
  house.web.call('GET', path, { headers: { authorization: `Bearer ${token}` } });
const tokensOf = async (cookie: string) =>
  apiTokensViewSchema.parse(await (await house.web.call('GET', '/api/v1/tokens', { cookie })).json());

describe('API tokens', () => {
  it('are seen and revoked by a token only where it may make some, and only those that may no more than it', async () => {
    const weak = await make(['integrations:read'], { name: 'weak' });
    const keeper = await make(['integrations:read', 'tokens:write'], { name: 'keeper' });
    const strong = await make(['audit:read', 'members:write', 'tokens:write'], { name: 'strong' });
    const seenBy = async ({ token }: { token: string }) =>
      apiTokensViewSchema
        .parse(await (await get('/api/v1/tokens', token)).json())
        .tokens.map(({ name, mayRevoke }) => [name, mayRevoke]);
    const revoke = async ({ id }: { id: string }, by: { token: string }) =>
      (await post(`/api/v1/tokens/${id}/revoke`, {}, { token: by.token })).status;
    expect(await seenBy(weak)).toEqual([['weak', true]]);
    expect(await revoke(strong, weak)).toBe(404);
    expect(Object.fromEntries(await seenBy(keeper))).toEqual({ weak: true, keeper: true, strong: false });
    expect(await revoke(strong, keeper)).toBe(409);
    expect((await get('/api/v1/session', strong.token)).status).toBe(200);
    const seer = await make(['members:write'], { name: 'seer' });
    expect(await revoke(weak, seer)).toBe(403);
    expect(await revoke(weak, keeper)).toBe(200);
    expect(await revoke(keeper, keeper)).toBe(200);
  });

  it('of somebody who may do more are not revoked by who manages members', async () => {
    const { id } = await make(['audit:read']);
    const { body } = await post('/api/v1/roles', {
      ...{ name: 'Small', description: 'x', permissions: ['members:write', 'tokens:write'] },
    });
    const low = await house.join('low@example.com', z.object({ id: z.string() }).parse(body).id);
    const high = await house.join('high@example.com', 'super_administrator');
    expect((await tokensOf(low.cookie)).tokens).toMatchObject([{ id, mayRevoke: false }]);
    const revoke = async (by: { cookie?: string; token?: string }) =>
      (await post(`/api/v1/tokens/${id}/revoke`, {}, by)).status;
    expect(await revoke({ cookie: low.cookie })).toBe(409);
    const ofHigh = await make(['members:write', 'tokens:write'], { by: { cookie: high.cookie } });
    expect(await revoke({ token: ofHigh.token })).toBe(409);
    expect(await revoke({ cookie: high.cookie })).toBe(200);
  });

  it('outlast a forgotten password, wait for the next one, and end with a stolen one', async () => {
    const { token } = await make(['integrations:read']);
    const answer = async () => (await get('/api/v1/integrations', token)).status;
    const { password, tokens } = await resetPassword(house.web.runtime, FIRST.email);
    expect([tokens, await answer()]).toEqual([1, 401]);
    const cookie = await house.web.signIn(FIRST.email, password);
    const chosen = { currentPassword: password, newPassword: SECRET };
    expect((await post('/api/v1/password', chosen, { cookie })).status).toBe(200);
    expect(await answer()).toBe(200);
    const reset = await resetPassword(house.web.runtime, FIRST.email, { apiTokens: 'revoke' });
    expect(reset.tokens).toBe(1);
    expect(await house.web.sql('SELECT "revokedBy" FROM api_token')).toEqual([
      { revokedBy: 'reset-password' },
    ]);
    expect((await resetPassword(house.web.runtime, FIRST.email, { apiTokens: 'revoke' })).tokens).toBe(0);
  });
});
