import { describe, expect, it } from 'vitest';
import { isForTokens } from './operation';
import { INBOUND_OPERATIONS, OPERATIONS } from './registry';

describe('an API token', () => {
  it('is of no use where a person has to act, to prove who they are, or to sign in first', () => {
    const permission = 'people:read' as const;
    expect(isForTokens({ permission, effect: 'write' })).toBe(true);
    expect(isForTokens({ permission, effect: 'write', byToken: 'refused' })).toBe(false);
    expect(isForTokens({ permission, effect: 'write', stepUp: 'It cannot be undone.' })).toBe(false);
    expect(
      isForTokens({ permission, effect: 'write', stepUp: 'It lets in others.', byToken: 'allowed' }),
    ).toBe(true);
    expect(isForTokens({ permission: { public: 'Anybody.' }, effect: 'write' })).toBe(false);
    expect(isForTokens({ permission: { public: 'Anybody.' }, effect: 'read' })).toBe(true);
  });
});

describe('operations over HTTP', () => {
  it('have a name and a route each of its own', () => {
    expect(new Set(OPERATIONS.map(({ name }) => name)).size).toBe(OPERATIONS.length);
    const routes = OPERATIONS.map(({ method, path }) => `${method} ${path.replace(/:\w+/g, ':')}`);
    expect(new Set(routes).size).toBe(routes.length);
  });

  it('change nothing by GET, and do not read by another method', () => {
    for (const { name, method, effect } of OPERATIONS)
      expect({ name, reads: method === 'GET' }).toEqual({ name, reads: effect === 'read' });
  });

  it('are open to nobody in particular only for a reason that is a sentence', () => {
    for (const { permission } of OPERATIONS)
      if (typeof permission === 'object') expect(Object.values(permission).join()).toMatch(/^[A-Z].+\.$/);
  });

  it('live below /api/v1 and leave the live stream its place', () => {
    for (const { path } of OPERATIONS) {
      expect(path).toMatch(/^\/api\/v1(\/(:[a-zA-Z]+|[a-z][a-z-]*))+$/);
      expect(path).not.toBe('/api/v1/live');
    }
  });

  it('that other systems send are apart, and public for a reason', () => {
    for (const { method, path, permission } of INBOUND_OPERATIONS) {
      expect(`${method} ${path}`).toMatch(/^POST \/api\/inbound(\/:[a-zA-Z]+)+$/);
      expect(typeof permission).toBe('object');
      if (typeof permission === 'object') expect(Object.values(permission).join()).toMatch(/^[A-Z].+\.$/);
    }
    const names = OPERATIONS.map(({ name }) => name);
    expect(INBOUND_OPERATIONS.filter(({ name }) => names.includes(name))).toEqual([]);
  });
});
