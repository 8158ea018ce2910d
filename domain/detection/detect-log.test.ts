import { describe, expect, it } from 'vitest';
import type { AuthenticationRecord } from '@/domain/authentication-record';
import { everyday, LAGOS, refusal, signIn, T0, WITH_ASN } from '@/domain/detection/derived/records-for-tests';
import type { AccountSignal } from '@/domain/detection/derived/detect-account';
import { DAY_MS, HOUR_MS, MINUTE_MS } from '@/domain/detection/derived/terms';
import { DEFAULT_THRESHOLDS } from '@/domain/detection/derived/thresholds';
import { detectLog, type LogSignal } from './detect-log';

function logged(
  { record, personId, signalKey, integrationId }: AccountSignal,
  changes: Partial<AuthenticationRecord> = {},
): LogSignal {
  const authentication = { ...record, ...changes };
  return { personId, signalKey, integrationId, record: { kind: 'authentication', authentication } };
}

const detect = (signals: readonly LogSignal[]) => detectLog(signals, WITH_ASN, DEFAULT_THRESHOLDS);
const kindsOf = (signals: readonly LogSignal[]) => detect(signals).map(({ candidate }) => candidate.kind);
const home = () => everyday().map((signal) => logged(signal));

describe('a whole log', () => {
  it('makes one event of what Duo says and what is derived', () => {
    const verdicts = [{ detector: 'NEW COUNTRY?', force: 'enforced', place: 'rbfs' } as const];
    const seen = [{ detector: 'NOVEL_ASN', force: 'shadow', place: 'rbfs' } as const, ...verdicts];
    const events = detect([...home(), logged(signIn(T0, { access: LAGOS }), { verdicts: seen })]);
    const novel = events.filter(({ candidate }) => candidate.kind === 'novel_asn');
    expect(novel).toHaveLength(1);
    expect(novel[0]?.candidate).toMatchObject({ confidence: 0.8, facts: { measured: { asn: 'AS197' } } });
    expect(novel[0]?.candidate.sources.map(({ place }) => place)).toEqual(['derived', 'rbfs']);
    expect(kindsOf([...home(), logged(signIn(T0), { verdicts })])).toEqual(['other_duo_detection']);
  });

  it('believes Duo as far as the habits of the person allow', () => {
    const confidence = (access: typeof LAGOS, detector: string, force: 'enforced' | 'shadow' = 'enforced') =>
      detect([
        ...home(),
        logged(refusal(T0, { access }), { verdicts: [{ detector, force, place: 'rbfs' }] }),
      ]).find(({ candidate }) => candidate.facts.names.includes(detector))?.candidate.confidence;
    const laptop = { ...LAGOS, epkey: 'EP-LAPTOP' };
    expect(confidence(LAGOS, 'COUNTRY_CODE_MISMATCH')).toBe(1);
    expect(confidence(laptop, 'COUNTRY_CODE_MISMATCH')).toBe(0.5);
    expect(confidence(laptop, 'PUSH_SPRAY')).toBe(1);
    expect(confidence(laptop, 'COUNTRY_CODE_MISMATCH', 'shadow')).toBe(0.5);
    const fraud = (access: typeof LAGOS) =>
      detect([...home(), logged(refusal(T0, { access, reason: 'user_marked_fraud' }))]).find(
        ({ candidate }) => candidate.kind === 'user_marked_fraud',
      )?.candidate.confidence;
    expect(fraud(LAGOS)).toBe(1);
    expect(fraud({})).toBe(0.7);
  });

  it('finds an enrolment suspicious after a report of fraud', () => {
    const fraud = logged(refusal(T0, { reason: 'user_marked_fraud', result: 'fraud' }));
    const enrolment = (after: number) =>
      logged(signIn(T0 + after, { eventType: 'enrollment', factor: null }));
    expect(kindsOf([...home(), fraud, enrolment(HOUR_MS)])).toEqual([
      'risky_device_registration',
      'user_marked_fraud',
    ]);
    expect(kindsOf([...home(), fraud, enrolment(DAY_MS)])).toEqual(['user_marked_fraud']);
    expect(kindsOf([...home(), enrolment(HOUR_MS)])).toEqual([]);
  });

  it('makes no habit of what Duo reported', () => {
    const verdicts = [{ detector: 'TAMPERED_COOKIE', force: 'enforced', place: 'rbfs' } as const];
    // Their own laptop in Lagos: nothing is derived of it, and so it would be learnt.
    const abroad = { access: { ...LAGOS, epkey: 'EP-LAPTOP' } };
    const stay = [0, 1, 2].map((day) => signIn(T0 + day * DAY_MS, abroad));
    const later = logged(refusal(T0 + 6 * DAY_MS, { access: LAGOS }));
    const plain = stay.map((signal) => logged(signal));
    const tampered = stay.map((signal) => logged(signal, { verdicts }));
    expect(kindsOf([...home(), ...plain, later])).not.toContain('new_country');
    expect(kindsOf([...home(), ...tampered, later])).toContain('new_country');
  });

  it('sees trust fall, and belongs to nobody where a name is unknown', () => {
    const trust = (level: 'LOW' | 'NORMAL') => ({
      level,
      policyEnabled: false,
      preview: false,
      detectors: [],
    });
    const fall = [
      logged(signIn(T0), { trust: trust('NORMAL') }),
      logged(signIn(T0 + MINUTE_MS), { trust: trust('LOW') }),
    ];
    expect(kindsOf([...home(), ...fall])).toEqual(['user_risk_changed']);
    expect(kindsOf([logged(refusal(T0, { person: null, reason: 'user_marked_fraud' }))])).toEqual([]);
  });
});
