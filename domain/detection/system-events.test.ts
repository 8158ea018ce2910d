import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainSystemEvent } from '@/domain/detection/explain-system-event';
import { detectSystemAct, SYSTEM_RULES, type SystemAct } from '@/domain/detection/high-risk-system-event';
import { activity, administrator, T0 } from '@/domain/detection/signals-for-tests';
import { SYSTEM_RULE_FACTS } from '@/domain/detection/system-rule-facts';
import { joinRuns, type StandingRun } from '@/domain/detection/system-runs';

const MINUTE = 60_000;

const inAdministratorLog = (action: string, told: object | null = null, object: string | null = null) =>
  detectSystemAct(
    administrator('aa', { action, object, description: told === null ? null : JSON.stringify(told) }),
  );
const target = (type: string, name: string) => ({ key: 'K', name, type });
const inActivityLog = (action: string, changes: Parameters<typeof activity>[1] = {}) =>
  detectSystemAct(
    activity('bb', { action, target: null, targetDetails: null, oldTargetDetails: null, ...changes }),
  );

describe('an act on the account', () => {
  it.each([
    ['admin_created', inAdministratorLog('admin_create', { role: 'Owner' }, 'support-1')],
    ['admin_created', inActivityLog('admin_create', { target: target('admin', 'support-1') })],
    [
      'sso_not_required',
      inAdministratorLog('admin_single_sign_on_update', { enforcement_status: 'optional' }),
    ],
    ['policy_updated', inAdministratorLog('policy_update', null, 'Global Policy')],
    ['policy_updated', inActivityLog('policy_update', { target: target('policy', 'Global Policy') })],
    ['policies_deleted', inAdministratorLog('policy_delete', null, 'VPN')],
    ['secret_key_viewed', inAdministratorLog('integration_skey_view', null, 'VPN')],
    ['secret_key_viewed', inActivityLog('integration_skey_bulk_view')],
    ['admin_api_created', inAdministratorLog('integration_create', { type: 'adminapi' }, 'Admin API 2')],
    [
      'admin_api_created',
      inActivityLog('integration_create', { target: target('adminap_integrations', 'API') }),
    ],
    ['admin_locked_out', inAdministratorLog('admin_lockout', null, 'Carol Mendes')],
    [
      'admin_fraud_reported',
      inAdministratorLog('admin_2fa_error', { error: 'Login request reported as fraudulent.' }),
    ],
    ['api_address_denied', inAdministratorLog('adminapi_request_ip_denied', { ip_address: '203.0.113.7' })],
    ['api_address_denied', inActivityLog('adminapi_request_ip_denied', { succeeded: false })],
  ])('%s is recognised', (rule, act) => {
    expect(act?.rule).toBe(rule);
  });

  it.each([
    [
      'single sign-on that is required',
      inAdministratorLog('admin_single_sign_on_update', { enforcement_status: 'Required' }),
    ],
    [
      'another change of single sign-on',
      inAdministratorLog('admin_single_sign_on_update', { entity_id: 'x' }),
    ],
    ['another application', inAdministratorLog('integration_create', { type: 'rdp' }, 'RDP')],
    [
      'another application in the activity log',
      inActivityLog('integration_create', { target: target('integration', 'RDP') }),
    ],
    ['a mistyped passcode', inAdministratorLog('admin_2fa_error', { error: 'Incorrect passcode.' })],
    ['a sign-in', inAdministratorLog('admin_login', { ip_address: '203.0.113.7' })],
    ['an act that failed', inActivityLog('admin_create', { succeeded: false })],
    ['an administrator who was removed', inAdministratorLog('admin_delete', null, 'support-1')],
    ['a name that every object has', inAdministratorLog('constructor')],
  ])('is not recognised in %s', (_what, act) => {
    expect(act).toBeNull();
  });

  it('is explained for every rule, with who, what and from where', () => {
    const run = (rule: (typeof SYSTEM_RULES)[number]) => ({
      rule,
      sources: [
        { signalKey: 'a', occurredAt: T0, actor: 'Carol', subject: 'VPN', ip: null, country: null },
        {
          signalKey: 'b',
          occurredAt: T0 + 1,
          actor: 'Carol',
          subject: 'VPN',
          ip: '203.0.113.7',
          country: 'Norway',
        },
      ],
    });
    expect(SYSTEM_RULES.map((rule) => explainSystemEvent(run(rule)))).toEqual([
      'Carol created the administrator VPN, from 203.0.113.7, Norway',
      'Carol no longer requires single sign-on of administrators, from 203.0.113.7, Norway',
      'Carol changed the policy VPN, from 203.0.113.7, Norway',
      'Carol deleted policies within an hour: VPN, from 203.0.113.7, Norway',
      'Carol viewed the secret key of VPN, from 203.0.113.7, Norway',
      'Carol made an Admin API application, VPN, from 203.0.113.7, Norway',
      'The administrator VPN was locked out, from 203.0.113.7, Norway',
      'The administrator VPN reported a sign-in as fraud, from 203.0.113.7, Norway',
      'The Admin API refused a request: its address is not allowed, from 203.0.113.7, Norway',
    ]);
    for (const { why, remedy } of Object.values(SYSTEM_RULE_FACTS)) {
      expect(why).toMatch(/^[A-Z].+\.$/);
      expect(remedy).toMatch(/^[A-Z].+\.$/);
    }
  });
});

const act = (rule: SystemAct['rule'], key: string, subject: string, minutes: number): SystemAct => ({
  rule,
  key: rule === 'policies_deleted' ? '' : subject.toLowerCase(),
  source: {
    signalKey: key,
    occurredAt: T0 + minutes * MINUTE,
    actor: null,
    subject,
    ip: null,
    country: null,
  },
});
/** Stores what joining gives, as the database does. */
function store(standing: readonly StandingRun[], acts: readonly SystemAct[]): StandingRun[] {
  const { write, superseded } = joinRuns(standing, acts);
  const runs = new Map(standing.map((run) => [run.id, run]));
  for (const run of write) {
    const id = run.id ?? `from ${run.sources[0]?.signalKey ?? ''}`;
    runs.set(id, { ...run, id });
  }
  for (const { id } of superseded) runs.delete(id);
  return [...runs.values()];
}
const content = (runs: readonly StandingRun[]) =>
  runs
    .map(({ id: _id, ...run }) => run)
    .sort((a, b) =>
      JSON.stringify([a.rule, a.key, a.occurredAt]) < JSON.stringify([b.rule, b.key, b.occurredAt]) ? -1 : 1,
    );

describe('acts that are one event', () => {
  it('are the records of two logs within two minutes, and no more', () => {
    const [run, ...others] = store(
      [],
      [act('admin_created', 'a', 'Sam', 0), act('admin_created', 'b', 'sam', 2)],
    );
    expect(others).toEqual([]);
    expect(run).toMatchObject({ raised: true, occurredAt: T0, lastAt: T0 + 2 * MINUTE });
    expect(
      store([], [act('admin_created', 'a', 'Sam', 0), act('admin_created', 'b', 'Sam', 2.1)]),
    ).toHaveLength(2);
    expect(
      store([], [act('admin_created', 'a', 'Sam', 0), act('admin_created', 'b', 'Kim', 0)]),
    ).toHaveLength(2);
    expect(
      store([], [act('admin_created', 'a', 'Sam', 0), act('admin_locked_out', 'b', 'Sam', 0)]),
    ).toHaveLength(2);
  });

  it('are joined by a late record between them; the earlier keeps its id', () => {
    const apart = store([], [act('policy_updated', 'a', 'P', 0), act('policy_updated', 'c', 'P', 3)]);
    expect(apart.map(({ id }) => id)).toEqual(['from a', 'from c']);
    const joined = store(apart, [act('policy_updated', 'b', 'P', 1.5)]);
    expect(joined.map(({ id }) => id)).toEqual(['from a']);
    expect(joined[0]?.sources.map(({ signalKey }) => signalKey)).toEqual(['a', 'b', 'c']);
  });

  it('are three deleted policies within an hour, whichever log tells of them', () => {
    const deleted = (key: string, name: string, minutes: number) =>
      act('policies_deleted', key, name, minutes);
    const two = [deleted('a', 'A', 0), deleted('b', 'B', 30), deleted('b2', 'B', 31)];
    expect(store([], two).map(({ raised }) => raised)).toEqual([false]);
    expect(store(store([], two), [deleted('c', 'C', 60)]).map(({ raised }) => raised)).toEqual([true]);
    expect(store(store([], two), [deleted('c', 'C', 61)]).map(({ raised }) => raised)).toEqual([false]);
  });

  it('keep the earliest hundred records of something that goes on for days', () => {
    const denied = Array.from({ length: 400 }, (_, minute) =>
      act('api_address_denied', String(minute).padStart(3, '0'), '', minute),
    );
    const runs = denied.reduce<StandingRun[]>((standing, one) => store(standing, [one]), []);
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ occurredAt: T0, lastAt: T0 + 399 * MINUTE });
    expect(runs[0]?.sources).toHaveLength(100);
    expect(content(store([], [...denied].reverse()))).toEqual(content(runs));
  });

  it('say the same in any order and any pages, and nothing new when read again', () => {
    const some = fc.array(
      fc
        .record({
          rule: fc.constantFrom(
            'policy_updated' as const,
            'policies_deleted' as const,
            'admin_created' as const,
          ),
          subject: fc.constantFrom('A', 'B', 'C'),
          minutes: fc.integer({ min: 0, max: 150 }).map((half) => half / 1.5),
          log: fc.constantFrom('x', 'y'),
        })
        .map(({ rule, subject, minutes, log }) =>
          act(rule, `${rule}${subject}${minutes}${log}`, subject, minutes),
        ),
      { minLength: 1, maxLength: 12 },
    );
    fc.assert(
      fc.property(some, fc.array(fc.nat(11), { maxLength: 6 }), (acts, cuts) => {
        const whole = content(store([], acts));
        let standing: StandingRun[] = [];
        const order = [...acts].sort((a, b) => (a.source.signalKey < b.source.signalKey ? 1 : -1));
        let from = 0;
        for (const cut of [...cuts.sort((a, b) => a - b), order.length]) {
          standing = store(standing, order.slice(from, cut));
          from = Math.max(from, cut);
        }
        expect(content(standing)).toEqual(whole);
        expect(joinRuns(standing, acts)).toEqual({ write: [], superseded: [] });
      }),
      { numRuns: 500 },
    );
  });
});
