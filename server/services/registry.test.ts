import { describe, expect, it } from 'vitest';
import { builtInRole } from '@/domain/roles';
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

/** What reads and is closed to the auditor: it is a part of what only those do who are named. */
const NO_READING_OF_AUDITORS: Readonly<Record<string, string>> = {
  'risk-import-template': 'An empty file, to be filled and imported.',
  'preview-campaign-decision': 'What a decision would do that an auditor does not take.',
  'preview-disposition': 'What a decision would do that an auditor does not take.',
  'preview-settlement': 'What an answer to a proposal would do that an auditor does not give.',
  'get-integration-holdings': 'What goes with an integration that an auditor does not delete.',
  'preview-member-access': 'What a change of access would end that an auditor does not make.',
  'preview-retention': 'What a setting would remove that an auditor does not change.',
  'preview-erasure': 'What an erasure would remove that an auditor does not carry out.',
  'export-person':
    'Everything that is held on one person as one file, for the answer to that person; its parts an auditor reads.',
};

/** What is no reading and open to the auditor all the same: it changes nothing of the account's. */
const OWN_OF_AUDITORS: Readonly<Record<string, string>> = {
  'reveal-person': 'An hour of one name, with a reason, in the audit log.',
  'try-record': 'It reads a record that is sent along, and keeps nothing.',
  'dismiss-since': 'The mark up to where this member has seen what is new.',
  'save-search': 'A search of this member’s own.',
  'remove-search': 'A search of this member’s own.',
  'save-view': 'A view of this member’s own.',
  'remove-view': 'A view of this member’s own.',
};

describe('the auditor', () => {
  const { permissions = [] } = builtInRole('auditor') ?? {};
  const closed = OPERATIONS.filter(
    ({ permission }) => typeof permission === 'string' && !permissions.includes(permission),
  );

  it('reads everything that only reads, but for what is listed with its reason', () => {
    const unread = closed.filter(({ effect }) => effect === 'read').map(({ name }) => name);
    expect(unread.sort()).toEqual(Object.keys(NO_READING_OF_AUDITORS).sort());
    for (const reason of Object.values(NO_READING_OF_AUDITORS)) expect(reason).toMatch(/^[A-Z].+\.$/);
  });

  it('changes nothing of the account’s', () => {
    const open = OPERATIONS.filter(
      (one) => one.effect !== 'read' && !closed.includes(one) && typeof one.permission === 'string',
    );
    expect(open.map(({ name }) => name).sort()).toEqual(Object.keys(OWN_OF_AUDITORS).sort());
    for (const reason of Object.values(OWN_OF_AUDITORS)) expect(reason).toMatch(/^[A-Z].+\.$/);
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
