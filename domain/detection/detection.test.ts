import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { AuthenticationRecord, TrustAssessment, VendorVerdict } from '@/domain/authentication-record';
import type { AuthenticationSignal, Candidate } from '@/domain/detection/candidate';
import { kindOfDetector } from '@/domain/detection/duo-detector-names';
import { detectDuoVerdicts } from '@/domain/detection/duo-verdicts';
import { explain } from '@/domain/detection/explain';
import { mergeCandidates, verdictOf } from '@/domain/detection/merge-candidates';
import { detectUserRisk } from '@/domain/detection/user-risk';

const T0 = Date.parse('2026-11-01T08:30:00Z');
const HOUR = 3_600_000;

function signal(key: string, changes: Partial<AuthenticationRecord> = {}): AuthenticationSignal {
  const place = { city: 'Lagos', state: null, country: 'Nigeria' };
  const record: AuthenticationRecord = {
    occurredAt: T0,
    txid: 'tx-1',
    userKey: 'DU1',
    userName: 'ada',
    email: null,
    groups: [],
    result: 'denied',
    reason: 'no_response',
    factor: 'duo_push',
    eventType: 'authentication',
    applicationKey: 'DI1',
    applicationName: 'Salesforce',
    access: {
      ...place,
      ip: '197.210.64.12',
      epkey: null,
      os: null,
      osVersion: null,
      browser: null,
      hostname: null,
    },
    authDevice: { ...place, key: null, name: null, ip: null },
    trust: null,
    verdicts: [],
    ...changes,
  };
  return { signalKey: key, record };
}

const rbfs = (detector: string, force: VendorVerdict['force'] = 'enforced'): VendorVerdict => {
  return { detector, force, place: 'rbfs' };
};
const trust = (level: TrustAssessment['level'], changes: Partial<TrustAssessment> = {}): TrustAssessment => {
  return { level, policyEnabled: true, preview: false, detectors: [], ...changes };
};
const kindsOf = (candidates: readonly Candidate[]) => candidates.map(({ kind }) => kind);
const only = (candidates: readonly Candidate[]): Candidate => {
  expect(candidates).toHaveLength(1);
  const [candidate] = candidates;
  if (candidate === undefined) throw new Error('there is one');
  return candidate;
};

describe("Duo's own verdicts", () => {
  it.each([
    ['COUNTRY_CODE_MISMATCH', 'country_code_mismatch'],
    ['CREDENTIAL_STUFFING', 'credential_stuffing'],
    ['DEVICE_DISTANCE', 'device_distance'],
    ['NOVEL_ASN', 'novel_asn'],
    ['PUSH_HARASSMENT', 'push_harassment'],
    ['push_spray', 'push_spray'],
    ['Tampered Cookie', 'tampered_cookie'],
    ['UNREALISTIC_TRAVEL', 'unrealistic_geovelocity'],
    ['USER_MARKED_FRAUD', 'user_marked_fraud'],
    ['QUANTUM_PHISH', 'other_duo_detection'],
    ['constructor', 'other_duo_detection'],
    ['__proto__', 'other_duo_detection'],
  ])('reads the detector %s as %s, from both places', (detector, kind) => {
    expect(kindOfDetector(detector)).toBe(kind);
    const inBoth = signal('aa', {
      verdicts: [rbfs(detector), { detector, force: 'enforced', place: 'trust' }],
    });
    const event = only(detectDuoVerdicts('int', inBoth));
    expect(event).toMatchObject({ kind, anchor: 'tx:int:tx-1', confidence: 1, outcome: 'refused' });
    expect(event.sources.map(({ place }) => place)).toEqual(['rbfs', 'trust']);
    expect(event.facts.names).toEqual([detector]);
  });

  it('raises nothing from a plain sign-in', () => {
    expect(detectDuoVerdicts('int', signal('aa', { result: 'success', reason: 'user_approved' }))).toEqual(
      [],
    );
    expect(detectDuoVerdicts('int', signal('aa', { trust: trust('NORMAL') }))).toEqual([]);
  });

  it('keeps every unknown name in one event', () => {
    const event = only(detectDuoVerdicts('int', signal('aa', { verdicts: [rbfs('B_NEW'), rbfs('A_NEW')] })));
    expect(event.kind).toBe('other_duo_detection');
    expect(event.facts.names).toEqual(['A_NEW', 'B_NEW']);
  });

  it('believes shadow and preview half, suppressed less, and lets suppressed win over enforced', () => {
    const confidence = (...verdicts: VendorVerdict[]) =>
      only(detectDuoVerdicts('int', signal('aa', { verdicts }))).confidence;
    expect(confidence(rbfs('NOVEL_ASN', 'shadow'))).toBe(0.5);
    expect(confidence({ detector: 'NOVEL_ASN', force: 'preview', place: 'trust' })).toBe(0.5);
    expect(confidence(rbfs('NOVEL_ASN', 'suppressed'))).toBe(0.3);
    expect(confidence(rbfs('NOVEL_ASN', 'shadow'), rbfs('novel_asn'))).toBe(1);
    expect(confidence(rbfs('NOVEL_ASN'), rbfs('NOVEL_ASN', 'suppressed'))).toBe(0.3);
  });

  it('reads fraud from result and from reason, once with the detector', () => {
    for (const changes of [{ result: 'fraud', reason: null }, { reason: 'user_marked_fraud' }] as const) {
      const event = only(detectDuoVerdicts('int', signal('aa', changes)));
      expect(event).toMatchObject({ kind: 'user_marked_fraud', confidence: 1, outcome: 'refused' });
    }
    const both = signal('aa', { result: 'fraud', verdicts: [rbfs('USER_MARKED_FRAUD', 'shadow')] });
    const event = only(detectDuoVerdicts('int', both));
    expect(event.confidence).toBe(1);
    expect(event.sources).toHaveLength(2);
  });

  it('anchors on the signal where there is no txid', () => {
    const event = only(
      detectDuoVerdicts('int', signal('beef', { txid: null, verdicts: [rbfs('NOVEL_ASN')] })),
    );
    expect(event.anchor).toBe('sig:beef');
  });

  it('raises risk_policy_triggered once a UTC day, only where the policy acted', () => {
    const low = only(detectDuoVerdicts('int', signal('aa', { trust: trust('LOW') })));
    expect(low).toMatchObject({ kind: 'risk_policy_triggered', anchor: 'day:2026-11-01' });
    expect(detectDuoVerdicts('int', signal('aa', { trust: trust('LOW', { policyEnabled: false }) }))).toEqual(
      [],
    );
    expect(detectDuoVerdicts('int', signal('aa', { trust: trust('LOW', { preview: true }) }))).toEqual([]);

    const later = signal('bb', {
      trust: trust('LOW'),
      txid: 'tx-2',
      occurredAt: T0 + HOUR,
      result: 'success',
    });
    const merged = only(mergeCandidates([...detectDuoVerdicts('int', later), low]));
    expect(merged).toMatchObject({ occurredAt: T0, outcome: 'got_in' });
    expect(merged.sources).toHaveLength(2);
  });

  it('says got in when a record of the same txid was approved', () => {
    const denied = detectDuoVerdicts('int', signal('aa', { verdicts: [rbfs('NOVEL_ASN')] }));
    const approved = signal('bb', { result: 'success', occurredAt: T0 + 1, verdicts: [rbfs('NOVEL_ASN')] });
    const event = only(mergeCandidates([...denied, ...detectDuoVerdicts('int', approved)]));
    expect(event).toMatchObject({ outcome: 'got_in', occurredAt: T0 });
  });
});

describe('user risk', () => {
  const at = (key: string, minutes: number, changes: Partial<AuthenticationRecord>) =>
    signal(key, { occurredAt: T0 + minutes * 60_000, ...changes });

  it('sees a fall from NORMAL to LOW, and no recovery', () => {
    const fall = [at('a', 0, { trust: trust('NORMAL') }), at('b', 5, { trust: trust('LOW') })];
    const event = only(detectUserRisk(fall));
    expect(event).toMatchObject({ kind: 'user_risk_changed', anchor: 'day:2026-11-01', confidence: 1 });
    expect(event.sources.map(({ signalKey }) => signalKey)).toEqual(['b']);
    expect(
      detectUserRisk([at('a', 0, { trust: trust('LOW') }), at('b', 5, { trust: trust('NORMAL') })]),
    ).toEqual([]);
  });

  it('does not take a first LOW, a LOW after LOW or unassessed sign-ins for a fall', () => {
    expect(
      detectUserRisk([at('a', 0, { trust: trust('LOW') }), at('b', 5, { trust: trust('LOW') })]),
    ).toEqual([]);
    const withGap = [
      at('a', 0, { trust: trust('NORMAL') }),
      at('b', 1, {}),
      at('c', 2, { trust: trust('other') }),
      at('d', 3, { trust: trust('LOW') }),
    ];
    expect(only(detectUserRisk(withGap)).sources.map(({ signalKey }) => signalKey)).toEqual(['d']);
  });

  it('raises a lock-out, once with a fall of the same day, and anew on the next', () => {
    const locked = at('c', 10, { reason: 'locked_out' });
    const fall = [at('a', 0, { trust: trust('NORMAL') }), at('b', 5, { trust: trust('LOW') })];
    expect(only(detectUserRisk([locked, ...fall])).sources).toHaveLength(2);
    const nextDay = at('d', 24 * 60, { reason: 'locked_out' });
    expect(detectUserRisk([locked, nextDay]).map(({ anchor }) => anchor)).toEqual([
      'day:2026-11-01',
      'day:2026-11-02',
    ]);
  });

  it('believes a fall in preview half', () => {
    const fall = [
      at('a', 0, { trust: trust('NORMAL') }),
      at('b', 5, { trust: trust('LOW', { preview: true }) }),
    ];
    expect(only(detectUserRisk(fall)).confidence).toBe(0.5);
  });
});

describe('merging', () => {
  const force = fc.constantFrom<VendorVerdict['force'][]>('enforced', 'shadow', 'preview', 'suppressed');
  const anySignal = fc
    .record({
      key: fc.constantFrom('aa', 'bb', 'cc', 'dd'),
      minutes: fc.integer({ min: 0, max: 3 }),
      txid: fc.constantFrom('tx-1', 'tx-2', null),
      result: fc.constantFrom<AuthenticationRecord['result'][]>('success', 'denied', 'fraud', 'other'),
      reason: fc.constantFrom('no_response', 'locked_out', 'user_marked_fraud', null),
      level: fc.constantFrom<TrustAssessment['level'][]>('LOW', 'NORMAL', 'other'),
      verdicts: fc.array(
        fc.record({
          detector: fc.constantFrom('NOVEL_ASN', 'novel_asn', 'USER_MARKED_FRAUD', 'NEW_ONE', 'OTHER_ONE'),
          force,
          place: fc.constantFrom<VendorVerdict['place'][]>('rbfs', 'trust'),
        }),
        { maxLength: 4 },
      ),
    })
    .map(({ key, minutes, level, ...rest }) =>
      // A key is the hash of a record: records that differ have different keys.
      signal(`${key}${minutes}${JSON.stringify([level, rest])}`, {
        ...rest,
        occurredAt: T0 + minutes * 60_000,
        trust: trust(level),
      }),
    );
  const events = (signals: readonly AuthenticationSignal[]) =>
    mergeCandidates([...signals.flatMap((one) => detectDuoVerdicts('int', one)), ...detectUserRisk(signals)]);

  it('gives the same events whatever the order, the grouping and the repeats', () => {
    fc.assert(
      fc.property(fc.array(anySignal, { maxLength: 8 }), fc.integer({ min: 0, max: 8 }), (signals, split) => {
        const whole = events(signals);
        expect(events([...signals].reverse())).toEqual(whole);
        const parts = signals.flatMap((one) => detectDuoVerdicts('int', one));
        const grouped = [
          ...mergeCandidates(parts.slice(split)),
          ...mergeCandidates(parts.slice(0, split)),
          ...parts,
        ];
        expect(mergeCandidates(grouped)).toEqual(mergeCandidates(parts));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps an event for each kind and anchor, with the earliest time and a confidence of its verdict', () => {
    fc.assert(
      fc.property(fc.array(anySignal, { maxLength: 8 }), (signals) => {
        const merged = events(signals);
        expect(new Set(merged.map(({ kind, anchor }) => `${kind} ${anchor}`)).size).toBe(merged.length);
        for (const event of merged) {
          expect(event.occurredAt).toBe(Math.min(...event.sources.map(({ occurredAt }) => occurredAt)));
          expect(event.confidence === 0.3).toBe(verdictOf(event.sources) === 'suppressed');
        }
      }),
    );
  });
});

describe('explain', () => {
  it('says of records that were refused and then approved that they got in after all', () => {
    const facts = {
      ...{ ip: null, city: null, country: null, application: 'VPN', factor: 'duo_push' },
      ...{ actor: null, target: null, names: [] },
    };
    const event = { kind: 'risk_policy_triggered', outcome: 'got_in', sources: [] } as const;
    expect(explain({ ...event, facts: { ...facts, reason: 'no_response' } })).toBe(
      "Duo's risk policy asked for a stronger factor: push first refused (no response), later approved for VPN",
    );
    expect(explain({ ...event, facts: { ...facts, reason: 'user_approved' } })).toBe(
      "Duo's risk policy asked for a stronger factor: push approved (user approved) for VPN",
    );
  });

  it('says what Duo saw, what became of it, from where and for what', () => {
    const [event] = detectDuoVerdicts('int', signal('aa', { verdicts: [rbfs('PUSH_HARASSMENT')] }));
    expect(event && explain(event)).toBe(
      'Duo saw push harassment: push refused (no response) from 197.210.64.12, Lagos, Nigeria, for Salesforce',
    );
  });

  it('names an unknown detection, and says when Duo took it back', () => {
    const [event] = detectDuoVerdicts('int', signal('aa', { verdicts: [rbfs('NEW_ONE', 'suppressed')] }));
    expect(event && explain(event)).toMatch(/^Duo saw what it calls NEW_ONE \(and took it back\): /);
  });

  it('leaves out what is not known', () => {
    const nowhere = { city: null, state: null, country: null, ip: null };
    const bare = signal('aa', {
      factor: null,
      reason: null,
      access: { ...nowhere, epkey: null, os: null, osVersion: null, browser: null, hostname: null },
      result: 'fraud',
    });
    expect(kindsOf(detectDuoVerdicts('int', bare))).toEqual(['user_marked_fraud']);
    const [event] = detectDuoVerdicts('int', bare);
    expect(event && explain(event)).toBe('The person reported fraud: sign-in refused for Salesforce');
  });
});
