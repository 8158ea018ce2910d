import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neighbouringDays, settleBypassDays } from '@/domain/detection/bypass-days';
import type { Candidate } from '@/domain/detection/candidate';
import { detectRecord } from '@/domain/detection/detect-record';
import { kindOfExplanation } from '@/domain/detection/duo-detector-names';
import { explain } from '@/domain/detection/explain';
import { detectLeakedPassword } from '@/domain/detection/leaked-password';
import { mergeCandidates } from '@/domain/detection/merge-candidates';
import { detectSecurityThreat } from '@/domain/detection/security-threat';
import { activity, administrator, signIn, T0, trustEvent } from '@/domain/detection/signals-for-tests';
import { DAY_MS } from '@/domain/scoring/scored-event';

const detect = (signal: { signalKey: string; record: Parameters<typeof detectRecord>[1]['record'] }) =>
  detectRecord('int', signal);
const authenticated = ({ signalKey, record }: ReturnType<typeof signIn>) =>
  detect({ signalKey, record: { kind: 'authentication', authentication: record } });
const only = (candidates: readonly Candidate[]): Candidate => {
  const [candidate] = candidates;
  if (candidate === undefined || candidates.length > 1)
    throw new Error(`There are ${candidates.length} events.`);
  return candidate;
};

describe('a denial that is a threat in itself', () => {
  it.each([
    ['anomalous_push', 1, 'reason:anomalous_push:day:2026-11-01'],
    ['anonymous_ip', 0.6, 'reason:anonymous_ip:30d:691'],
    ['denied_network', 0.3, 'reason:denied_network:30d:691'],
  ])('%s is believed %f and counts once for its days', (reason, confidence, anchor) => {
    const event = only(authenticated(signIn('aa', { reason })));
    expect(event).toMatchObject({ kind: 'security_threat_detected', confidence, anchor, outcome: 'refused' });
    const again = signIn('bb', { reason, txid: 'tx-2', occurredAt: T0 + 3_600_000 });
    const both = only(mergeCandidates([event, ...authenticated(again)]));
    expect(both).toMatchObject({ confidence, occurredAt: T0 });
    expect(both.sources).toHaveLength(2);
  });

  it('counts an anomalous push anew each day, an anonymous address after its thirty days', () => {
    const days = (reason: string) =>
      [0, 1, 29, 30].map((day) =>
        only(authenticated(signIn('aa', { reason, occurredAt: T0 + day * DAY_MS }))),
      );
    expect(new Set(days('anomalous_push').map(({ anchor }) => anchor)).size).toBe(4);
    const [first, , , last] = days('anonymous_ip').map(({ anchor }) => anchor);
    expect(first).not.toBe(last);
  });

  it('is nothing where it was approved, and nothing for other reasons', () => {
    expect(authenticated(signIn('aa', { reason: 'anonymous_ip', result: 'success' }))).toEqual([]);
    expect(authenticated(signIn('aa', { reason: 'denied_by_policy' }))).toEqual([]);
    expect(authenticated(signIn('aa', { reason: 'locked_out' }))).toEqual([]);
  });

  it('is believed little on a device that the person is known to use', () => {
    expect(only(detectSecurityThreat(signIn('aa', { reason: 'anonymous_ip' }), 'known')).confidence).toBe(
      0.2,
    );
  });

  it('says what Duo did', () => {
    expect(explain(only(authenticated(signIn('aa', { reason: 'anomalous_push' }))))).toBe(
      'Duo refused a push that it found anomalous: push refused (anomalous push) from 197.210.64.12, Lagos, Nigeria, for Salesforce',
    );
  });
});

describe('what Trust Monitor says of a sign-in', () => {
  it.each([
    ['UNREALISTIC_GEOVELOCITY', 'unrealistic_geovelocity'],
    ['NEW_COUNTRY_CODE', 'new_country'],
    ['UNUSUAL_COUNTRY_CODE', 'new_country'],
    ['NEW_NETBLOCK', 'unusual_network'],
    ['UNUSUAL_NETBLOCK', 'unusual_network'],
    ['NEW_IKEY', 'unusual_application'],
    ['UNUSUAL_TIME_OF_DAY', 'unusual_time'],
    ['NEW_DEVICE', 'unusual_device'],
    ['UNUSUAL_FACTOR', 'unusual_factor'],
    ['USER_MARKED_FRAUD', 'user_marked_fraud'],
    ['Country Code Mismatch', 'country_code_mismatch'],
    ['SESSION_REPLAY', 'other_duo_detection'],
    ['constructor', 'other_duo_detection'],
  ])('%s is %s, at the instant of the sign-in', (name, kind) => {
    expect(kindOfExplanation(name)).toBe(kind);
    const event = only(detect(trustEvent('aa', { explanations: [name] })));
    expect(event).toMatchObject({
      kind,
      anchor: 'tx:int:tx-1',
      occurredAt: T0,
      confidence: 1,
      outcome: 'refused',
    });
    expect(event.facts.names).toEqual([name]);
    expect(event.sources).toMatchObject([{ detectorName: name, occurredAt: T0 + 600_000 }]);
  });

  it('is one event with Duo’s own verdict of the same authentication, in whichever order they come', () => {
    const verdict = { detector: 'UNREALISTIC_TRAVEL', force: 'enforced', place: 'rbfs' } as const;
    const parts = [
      ...authenticated(signIn('aa', { verdicts: [verdict] })),
      ...detect(trustEvent('bb', { explanations: ['UNREALISTIC_GEOVELOCITY'] })),
    ];
    const event = only(mergeCandidates(parts));
    expect(event.facts.names).toEqual(['UNREALISTIC_GEOVELOCITY', 'UNREALISTIC_TRAVEL']);
    expect(event).toMatchObject({ occurredAt: T0, facts: { ip: '197.210.64.12', reason: 'no_response' } });
    expect(mergeCandidates([...parts].reverse())).toEqual([event]);
  });

  it('raises nothing twice when its state changes', () => {
    const before = detect(trustEvent('aa', { explanations: ['NEW_COUNTRY_CODE'], priority: true }));
    const after = detect(
      trustEvent('aa', {
        ...{ explanations: ['NEW_COUNTRY_CODE'], priority: true, state: 'processed' },
        ...{ stateUpdatedAt: T0 + DAY_MS, interesting: true },
      }),
    );
    expect(mergeCandidates([...before, ...after])).toEqual(before);
  });

  it('is a threat where Duo gave it priority, for its reasons', () => {
    const events = detect(
      trustEvent('aa', {
        explanations: ['NEW_COUNTRY_CODE'],
        priority: true,
        priorityReasons: ['country: NG'],
      }),
    );
    expect(events.map(({ kind }) => kind)).toEqual(['new_country', 'security_threat_detected']);
    const threat = events[1];
    expect(threat).toMatchObject({ confidence: 1, anchor: 'reason:priority+country: NG:30d:691' });
    expect(threat && explain(threat)).toMatch(
      /^Duo's Trust Monitor marked this as a priority \(Nigeria is in the risk profile\): push refused/,
    );
    expect(detect(trustEvent('aa', { explanations: ['NEW_COUNTRY_CODE'] }))).toHaveLength(1);
  });

  it('makes one threat of an anonymous address and the denial for it', () => {
    const event = only(
      mergeCandidates([
        ...authenticated(signIn('aa', { reason: 'anonymous_ip' })),
        ...detect(trustEvent('bb', { explanations: ['ANONYMOUS_IP'] })),
      ]),
    );
    expect(event).toMatchObject({ kind: 'security_threat_detected', confidence: 0.6 });
    expect(event.sources).toHaveLength(2);
  });

  it('drops nothing: an event without an explanation, and one of an unknown type, keep a name', () => {
    expect(only(detect(trustEvent('aa'))).facts.names).toEqual(['auth']);
    const unknown = only(detect(trustEvent('aa', { type: 'session_replay', authentication: null })));
    expect(unknown).toMatchObject({ kind: 'other_duo_detection', anchor: 'sig:aa' });
    expect(unknown.facts.names).toEqual(['session_replay']);
  });
});

describe('a registration that Trust Monitor finds risky', () => {
  it('is one event with its enrolment, or of its seven days, with why', () => {
    const event = only(
      detect(
        trustEvent('aa', {
          type: 'device_registration',
          explanations: ['REGISTER_TAMPERED', 'REGISTER_OS_OUTDATED'],
        }),
      ),
    );
    expect(event).toMatchObject({ kind: 'risky_device_registration', anchor: 'tx:int:tx-1', occurredAt: T0 });
    const nowhere = trustEvent('aa', { type: 'device_registration', authentication: null, occurredAt: T0 });
    expect(only(detect(nowhere))).toMatchObject({ anchor: '7d:2965', occurredAt: T0 });
    expect(explain(event)).toBe(
      'Duo found the registration of a device risky (its operating system is out of date, it has been tampered with), from 197.210.64.12, Lagos, Nigeria',
    );
  });
});

describe('a bypass', () => {
  const status = trustEvent('cc', {
    type: 'bypass_status',
    authentication: null,
    occurredAt: T0 + 902,
    enabledAt: T0 + 900,
    enabledBy: { key: 'DE1', name: 'Carol Mendes', type: null },
    enabledFor: { key: 'DU1', name: 'ada', type: null },
  });

  it('is one event of three logs, whose target and actor stay apart', () => {
    const parts = [
      detect(administrator('aa')),
      detect(activity('bb', { occurredAt: T0 + 850 })),
      detect(status),
    ].flat();
    const event = only(mergeCandidates(parts));
    expect(event).toMatchObject({
      kind: 'bypass_enabled',
      anchor: 'day:2026-11-01',
      occurredAt: T0,
      confidence: 1,
      outcome: 'unknown',
      facts: {
        actor: 'Carol Mendes',
        target: 'ada',
        ip: '203.0.113.7',
        country: 'Norway',
        reason: 'bypass_status',
      },
    });
    expect(event.sources.map(({ signalKey }) => signalKey)).toEqual(['aa', 'bb', 'cc']);
    expect(explain(event)).toBe('Carol Mendes put ada into bypass, from 203.0.113.7, Norway');
  });

  it('is also raised by codes that take the place of a second factor', () => {
    for (const signal of [
      administrator('aa', { action: 'bypass_create', description: '{"count":1}' }),
      activity('aa', {
        action: 'bypass_create',
        targetDetails: null,
        target: { key: 'DB1', name: 'ada', type: 'user_bypass' },
      }),
    ])
      expect(explain(only(detect(signal)))).toMatch(/^Carol Mendes made bypass codes for ada/);
  });

  it.each([
    ['another status', administrator('aa', { description: '{"status":"Active"}' })],
    ['another change', administrator('aa', { description: 'status: Bypass' })],
    ['another action', administrator('aa', { action: 'bypass_delete' })],
    ['a bypass that was there before', activity('aa', { oldTargetDetails: '{"status":"bypass"}' })],
    ['an act that failed', activity('aa', { succeeded: false })],
    ['a bypass for nobody', trustEvent('aa', { type: 'bypass_status', authentication: null })],
  ])('is not raised by %s', (_what, signal) => {
    expect(detect(signal)).toEqual([]);
  });

  it('tells the same whatever the order and the grouping in which its records come', () => {
    const log = fc.constantFrom('administrator', 'activity', 'trust_monitor');
    const part = fc
      .record({
        log,
        ms: fc.integer({ min: 0, max: 3 }),
        actor: fc.constantFrom('Carol', 'Dan', null),
        ip: fc.constantFrom('203.0.113.7', '203.0.113.8', null),
      })
      .chain(({ log: from, ms, actor, ip }) => {
        const key = JSON.stringify([from, ms, actor, ip]);
        const occurredAt = T0 + ms;
        const party = actor === null ? null : { key: null, name: actor, type: null };
        if (from === 'administrator')
          return fc.constant(detect(administrator(key, { occurredAt, actor, ip })));
        if (from === 'activity') return fc.constant(detect(activity(key, { occurredAt, actor: party, ip })));
        const { record } = status;
        return fc.constant(detect({ signalKey: key, record: { ...record, occurredAt, enabledBy: party } }));
      });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), fc.nat(), (parts, cut) => {
        const all = parts.flat();
        const whole = mergeCandidates(all);
        const at = cut % (all.length + 1);
        expect(mergeCandidates([...all].reverse())).toEqual(whole);
        expect(
          mergeCandidates([...mergeCandidates(all.slice(at)), ...mergeCandidates(all.slice(0, at)), ...all]),
        ).toEqual(whole);
      }),
      { numRuns: 300 },
    );
  });
});

describe('a leaked password in a log', () => {
  const rules = [{ log: 'administrator', action: 'user_password_leaked' }] as const;
  const leak = administrator('aa', { action: 'user_password_leaked', actor: 'System', description: null });

  it('is raised by a record that a rule names', () => {
    const event = only(detectLeakedPassword(leak, rules));
    expect(event).toMatchObject({ kind: 'leaked_password', anchor: 'day:2026-11-01', confidence: 1 });
    expect(explain(event)).toBe("Duo's log reports a leaked password of ada");
  });

  it('is not raised by another log or action, and by none as long as Duo documents none', () => {
    expect(detectLeakedPassword(activity('aa', { action: 'user_password_leaked' }), rules)).toEqual([]);
    expect(detectLeakedPassword(administrator('aa'), rules)).toEqual([]);
    expect(detect(leak)).toEqual([]);
  });
});

describe('a bypass around midnight', () => {
  const MIDNIGHT = Date.parse('2026-11-02T00:00:00Z');
  const at = (key: string, seconds: number) =>
    only(detect(administrator(key, { occurredAt: MIDNIGHT + seconds * 1000 })));
  const days = (...parts: Candidate[]) =>
    settleBypassDays(mergeCandidates(parts)).map(({ anchor, sources }) => [
      anchor,
      sources.map(({ signalKey }) => signalKey),
    ]);

  it('counts on the day on which its first record was written', () => {
    expect(days(at('b', 60), at('a', -60))).toEqual([['day:2026-11-01', ['a', 'b']]]);
    expect(days(at('b', 61), at('a', -60))).toEqual([
      ['day:2026-11-01', ['a']],
      ['day:2026-11-02', ['b']],
    ]);
    expect(days(at('b', 60), at('c', 7200), at('a', -60))).toEqual([
      ['day:2026-11-01', ['a', 'b']],
      ['day:2026-11-02', ['c']],
    ]);
  });

  it('asks for the day beside it, and far from midnight for none', () => {
    expect(neighbouringDays(at('a', -60))).toEqual(['day:2026-11-02']);
    expect(neighbouringDays(at('a', 60))).toEqual(['day:2026-11-01']);
    expect(neighbouringDays(at('a', 121))).toEqual([]);
  });

  it('is the same in whatever order its records come', () => {
    const seconds = fc.uniqueArray(fc.integer({ min: -200, max: 200 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(seconds, (instants) => {
        const parts = instants.map((second) => at(`k${second}`, second));
        const whole = settleBypassDays(mergeCandidates(parts));
        const stepwise = parts.reduce<readonly Candidate[]>(
          (standing, part) => settleBypassDays(mergeCandidates([...standing, part])),
          [],
        );
        expect(stepwise).toEqual(whole);
      }),
    );
  });
});
