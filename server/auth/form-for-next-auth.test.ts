import { describe, expect, it } from 'vitest';
import { formForNextAuth } from './form-for-next-auth';

const ADDRESS = 'http://127.0.0.1:3000/api/auth/callback/credentials';

function request(): Request {
  const headers = {
    cookie: 'a=b',
    'content-type': 'application/x-www-form-urlencoded',
    'content-length': '9',
  };
  return new Request(ADDRESS, { method: 'POST', headers, body: 'x=1' });
}

/** An array in an array, so many deep, as JSON.parse reads it and JSON.stringify cannot write it. */
function nested(depth: number): unknown {
  return JSON.parse('['.repeat(depth) + ']'.repeat(depth));
}

describe('the form that next-auth is given', () => {
  it('has the token of the form and where to go next, and asks for JSON', async () => {
    const fields = { csrfToken: 't', callbackUrl: '/people', email: 'ada@example.com', password: 'secret' };
    const given = formForNextAuth(request(), fields);
    expect(await given.json()).toEqual({ csrfToken: 't', callbackUrl: '/people', json: 'true' });
    expect(given.headers.get('content-type')).toBe('application/json');
    expect(given.headers.get('content-length')).toBeNull();
    expect(given.headers.get('cookie')).toBe('a=b');
  });

  it('is made whatever else was sent, however deep it is nested', async () => {
    const deep = nested(200_000);
    const fields = { csrfToken: deep, callbackUrl: deep, email: deep, passkey: { id: deep }, json: deep };
    expect(await formForNextAuth(request(), fields).json()).toEqual({ json: 'true' });
  });

  it('is none where nothing was sent', () => {
    const given = formForNextAuth(new Request(ADDRESS, { headers: { cookie: 'a=b' } }), null);
    expect([given.method, given.body, given.headers.get('cookie')]).toEqual(['GET', null, 'a=b']);
  });
});
