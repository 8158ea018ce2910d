import { describe, expect, it } from 'vitest';
import { EVENT_CATALOGUE, EVENT_GROUP_LABELS, EVENT_KINDS, parseEventKind } from './event-catalogue';

/** The default weights as the design states them, strongest first. */
const DESIGNED_WEIGHTS = `
  denied_then_approved 9.5 · unfamiliar_sign_in 9.0 · user_marked_fraud 7.5 · push_harassment 7.5 · tampered_cookie 7.5 ·
  leaked_password 6.5 · credential_stuffing 5.5 · push_spray 5.5 · risky_device_registration 5.0 ·
  unrealistic_geovelocity 4.5 · security_threat_detected 4.5 · country_code_mismatch 3.5 · bypass_enabled 3.5 ·
  new_country 3.0 · device_distance 2.5 · unusual_device 2.5 · unusual_factor 2.5 · risk_policy_triggered 2.5 ·
  other_duo_detection 2.5 · novel_asn 1.8 · unusual_network 1.5 · user_risk_changed 1.5 · unusual_application 1.0 ·
  unusual_time 1.0 · high_risk_system_event 0`;

const DESIGNED_FAMILIES = {
  place: [
    'novel_asn',
    'new_country',
    'unusual_network',
    'country_code_mismatch',
    'device_distance',
    'unrealistic_geovelocity',
  ],
  habit: ['unusual_device', 'unusual_factor', 'unusual_application', 'unusual_time'],
  verdict: ['risk_policy_triggered', 'user_risk_changed', 'other_duo_detection'],
};

describe('the event catalogue', () => {
  it('holds the 25 kinds of the design with their default weights', () => {
    const designed = DESIGNED_WEIGHTS.trim()
      .split('·')
      .map((entry) => entry.trim().split(' '))
      .map(([kind, weight]) => [kind, Number(weight)]);
    const held = EVENT_KINDS.map((kind) => [kind, EVENT_CATALOGUE[kind].defaultWeight]);
    expect(EVENT_KINDS).toHaveLength(25);
    expect(Object.fromEntries(held)).toEqual(Object.fromEntries(designed));
  });

  it('puts each kind in the family of the design, or in one of its own', () => {
    for (const kind of EVENT_KINDS) {
      const shared = Object.entries(DESIGNED_FAMILIES).find(([, kinds]) => kinds.includes(kind));
      expect(EVENT_CATALOGUE[kind].family, kind).toBe(shared?.[0] ?? kind);
    }
  });

  it('says of each kind what it is called, what raises it, which technique it is and what to do', () => {
    const labels = new Set<string>();
    for (const kind of EVENT_KINDS) {
      const facts = EVENT_CATALOGUE[kind];
      expect(facts.id).toBe(kind);
      expect(facts.label).toMatch(/^[A-Z][A-Za-z, -]+$/);
      expect(facts.raisedBy).toMatch(/^[A-Z].{20,}\.$/);
      expect(facts.remedy).toMatch(/^[A-Z].{20,}\.$/);
      expect(facts.technique.id).toMatch(/^T\d{4}(\.\d{3})?$/);
      expect(EVENT_GROUP_LABELS[facts.group]).toBeTruthy();
      labels.add(facts.label);
    }
    expect(labels.size).toBe(EVENT_KINDS.length);
  });

  it('knows a kind by its id and nothing else', () => {
    expect(parseEventKind('novel_asn')).toBe('novel_asn');
    for (const other of ['Novel ASN', 'toString', '', 3, null, undefined])
      expect(parseEventKind(other)).toBeNull();
  });
});
