import { describe, expect, it } from 'vitest';
import { type CoverageFacts, coverageOf, sourcesOfKind } from '@/domain/coverage';
import { PERSON_KINDS } from '@/domain/detection/derived/detect-person';
import { kindOfDetector, kindOfExplanation } from '@/domain/detection/duo-detector-names';
import { REPORTABLE_KINDS } from '@/domain/detection/reported-event';
import { EVENT_KINDS } from '@/domain/event-catalogue';

const DUO = { id: 'cisco-duo', delivery: 'polled' } as const;
const FACTS: CoverageFacts = {
  connector: DUO,
  stream: 'works',
  otherStreams: { trust_monitor: 'works', activity: 'works', administrator: 'works' },
  edition: 'Advantage',
  signIns: 100,
  assessed: 96,
  people: 400,
  learntPeople: 400,
  setAside: 0,
  knowsProviders: true,
};

const standing = (facts: Partial<CoverageFacts>) =>
  new Map(coverageOf({ ...FACTS, ...facts }).map((row) => [row.kind, row.standing]));

describe('what can fire here', () => {
  it('is told of every kind of the catalogue, in its order, with a sentence', () => {
    const rows = coverageOf(FACTS);
    expect(rows.map(({ kind }) => kind)).toEqual([...EVENT_KINDS]);
    for (const { why } of rows) expect(why).toMatch(/^[A-Z].+\.$/);
  });

  it('claims from Duo exactly what its detectors raise', () => {
    // Each kind whose name a detector of Duo can bear, and no other, is said to come from one.
    const byDetector = EVENT_KINDS.filter((kind) => kindOfDetector(kind) === kind);
    const claimed = EVENT_KINDS.filter((kind) => sourcesOfKind(DUO, kind).includes('vendor_detector'));
    expect(claimed).toEqual(byDetector);
    const others = EVENT_KINDS.filter(
      (kind) => sourcesOfKind(DUO, kind).length > 0 && !claimed.includes(kind),
    );
    expect(others).toEqual([
      'denied_then_approved',
      'unfamiliar_sign_in',
      'unusual_device',
      'unusual_factor',
      'new_country',
      'unusual_network',
      'unusual_application',
      'unusual_time',
      'bypass_enabled',
      'risky_device_registration',
      'risk_policy_triggered',
      'user_risk_changed',
      'security_threat_detected',
      'leaked_password',
      'high_risk_system_event',
    ]);
  });

  it('claims of Trust Monitor what its explanations raise, and no sign-in of its own', () => {
    const claimed = EVENT_KINDS.filter((kind) => sourcesOfKind(DUO, kind).includes('trust_monitor'));
    for (const name of [
      'NEW_DEVICE',
      'NEW_FACTOR',
      'NEW_COUNTRY_CODE',
      'NEW_NETBLOCK',
      'NEW_IKEY',
      'NEW_TIME_OF_DAY',
    ])
      expect(claimed).toContain(kindOfExplanation(name));
    expect(coverageOf({ ...FACTS, otherStreams: {} }).find(({ kind }) => kind === 'new_country')?.why).toBe(
      'Derived from sign-ins, against what each person usually does.',
    );
    expect(standing({ stream: 'off' }).get('new_country')).toBe('can');
  });

  it('needs one of the two logs for acts, and says that Duo reports no leak', () => {
    const alone = (log: string) => standing({ otherStreams: { [log]: 'works' } });
    for (const kind of ['bypass_enabled', 'high_risk_system_event'] as const) {
      expect([alone('activity').get(kind), alone('administrator').get(kind)]).toEqual(['can', 'can']);
      expect(alone('telephony').get(kind)).toBe('cannot');
    }
    const leaked = coverageOf(FACTS).find(({ kind }) => kind === 'leaked_password');
    expect(leaked).toMatchObject({ standing: 'cannot' });
    expect(leaked?.why).toContain('webhook');
  });

  it('has a way for every kind of the catalogue', () => {
    for (const kind of EVENT_KINDS) expect([kind, sourcesOfKind(DUO, kind).length]).not.toEqual([kind, 0]);
  });

  it('derives from sign-ins what Duo Essentials has no detector for, and says how far it has learnt', () => {
    const rows = coverageOf({
      ...FACTS,
      edition: 'Essentials',
      assessed: 0,
      otherStreams: {},
      learntPeople: 31,
    });
    const why = (kind: string) => rows.find((row) => row.kind === kind)?.why;
    for (const kind of PERSON_KINDS)
      expect([kind, standing({ assessed: 0 }).get(kind)]).toEqual([kind, 'can']);
    expect(why('unfamiliar_sign_in')).toContain('it is learning, and 31 of 400 people');
    expect(why('unfamiliar_sign_in')).not.toContain('set aside');
    expect(why('push_spray')).toContain('usually after a right password');
    expect(why('tampered_cookie')).toContain('the edition Essentials does not have it');
  });

  it('needs a file of providers to derive a novel one', () => {
    const bare = { edition: 'Essentials', assessed: 0, knowsProviders: false };
    expect(standing(bare).get('novel_asn')).toBe('cannot');
    expect(standing({ ...bare, knowsProviders: true }).get('novel_asn')).toBe('can');
  });

  it('follows the edition, and what the records show before it', () => {
    expect(standing({ edition: 'Essentials', assessed: 0 }).get('tampered_cookie')).toBe('cannot');
    expect(standing({ edition: 'Essentials', assessed: 3 }).get('tampered_cookie')).toBe('can');
    expect(standing({ edition: null, assessed: 0 }).get('tampered_cookie')).toBe('unsure');
    expect(standing({ edition: 'Premier', assessed: 0 }).get('tampered_cookie')).toBe('unsure');
  });

  it('leaves what every edition has: reports of fraud and lock-outs', () => {
    const rows = standing({ edition: 'Essentials', assessed: 0 });
    expect([rows.get('user_marked_fraud'), rows.get('user_risk_changed')]).toEqual(['can', 'can']);
  });

  it.each(['off', 'refused', 'failing', 'never_read'] as const)(
    'is nothing where every stream is %s',
    (stream) => {
      const otherStreams = { trust_monitor: stream, activity: stream, administrator: stream };
      expect([...standing({ stream, otherStreams }).values()]).not.toContain('can');
    },
  );

  it('is whatever a sender reports, of a connector that is sent events', () => {
    const sent = { id: 'generic-webhook', delivery: 'inbound' } as const;
    const rows = standing({ connector: sent });
    const can = EVENT_KINDS.filter((kind) => rows.get(kind) === 'can');
    expect(can).toEqual(EVENT_KINDS.filter((kind) => REPORTABLE_KINDS.includes(kind)));
    expect(can).toContain('leaked_password');
  });
});
