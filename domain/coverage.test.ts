import { describe, expect, it } from 'vitest';
import { type CoverageFacts, coverageOf, sourcesOfKind } from '@/domain/coverage';
import { kindOfDetector } from '@/domain/detection/duo-detector-names';
import { REPORTABLE_KINDS } from '@/domain/detection/reported-event';
import { EVENT_KINDS } from '@/domain/event-catalogue';

const DUO = { id: 'cisco-duo', delivery: 'polled' } as const;
const FACTS: CoverageFacts = {
  connector: DUO,
  stream: 'works',
  edition: 'Advantage',
  signIns: 100,
  assessed: 96,
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
    expect(others).toEqual(['risk_policy_triggered', 'user_risk_changed']);
  });

  it('is not claimed of a kind that this version does not recognise', () => {
    const rows = standing({});
    for (const kind of [
      'denied_then_approved',
      'leaked_password',
      'high_risk_system_event',
      'new_country',
    ] as const)
      expect([kind, rows.get(kind)]).toEqual([kind, 'cannot']);
  });

  it('follows the edition, and what the records show before it', () => {
    expect(standing({ edition: 'Essentials', assessed: 0 }).get('push_spray')).toBe('cannot');
    expect(standing({ edition: 'Essentials', assessed: 3 }).get('push_spray')).toBe('can');
    expect(standing({ edition: null, assessed: 0 }).get('push_spray')).toBe('unsure');
    expect(standing({ edition: 'Premier', assessed: 0 }).get('push_spray')).toBe('unsure');
  });

  it('leaves what every edition has: reports of fraud and lock-outs', () => {
    const rows = standing({ edition: 'Essentials', assessed: 0 });
    expect([rows.get('user_marked_fraud'), rows.get('user_risk_changed')]).toEqual(['can', 'can']);
  });

  it.each(['off', 'refused', 'failing', 'never_read'] as const)(
    'is nothing where the stream is %s',
    (stream) => {
      expect([...standing({ stream }).values()]).not.toContain('can');
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
