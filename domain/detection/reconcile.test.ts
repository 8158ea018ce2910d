import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Candidate } from '@/domain/detection/candidate';
import { candidateOf, mergeCandidates } from '@/domain/detection/merge-candidates';
import { eventKey, type FoundEvent, reconcile, type StandingEvent } from '@/domain/detection/reconcile';

const T0 = Date.parse('2026-11-01T08:30:00Z');
const facts = {
  ip: null,
  city: null,
  country: null,
  application: null,
  factor: null,
  reason: null,
  actor: null,
  target: null,
  names: ['NOVEL_ASN'],
};

function candidate(
  signalKey: string,
  changes: { at?: number; anchor?: string; taken?: boolean } = {},
): Candidate {
  return candidateOf('novel_asn', changes.anchor ?? 'tx:i:t', {
    source: {
      signalKey,
      place: 'rbfs',
      verdict: changes.taken === true ? 'suppressed' : 'enforced',
      detectorName: 'NOVEL_ASN',
      occurredAt: changes.at ?? T0,
    },
    facts,
    outcome: 'refused',
  });
}
const found = (one: Candidate, personId = 'p'): FoundEvent => ({ personId, candidate: one });
const stands = (event: FoundEvent): StandingEvent => ({
  ...event,
  id: eventKey(event),
  version: 1,
  integrationId: 'i',
  receivedAt: T0,
});

describe('reconcile', () => {
  it('writes what is new and leaves what says the same alone', () => {
    const event = found(candidate('aa'));
    expect(reconcile([event], [])).toEqual({ write: [{ found: event, replaces: null }], retract: [] });
    expect(reconcile([event], [stands(event)])).toEqual({ write: [], retract: [] });
  });

  it('replaces an event whose instant, sources, verdict or outcome changed', () => {
    const before = stands(found(candidate('aa')));
    const merged = mergeCandidates([candidate('aa'), candidate('bb', { at: T0 + 1 })])[0];
    if (merged === undefined) throw new Error('there is one');
    const changed = [
      candidate('aa', { at: T0 - 1 }),
      candidate('bb'),
      candidate('aa', { taken: true }),
      merged,
      { ...candidate('aa'), outcome: 'got_in' as const },
    ];
    for (const one of changed) {
      expect(reconcile([found(one)], [before])).toEqual({
        write: [{ found: found(one), replaces: before }],
        retract: [],
      });
    }
  });

  it('takes back what the records no longer support', () => {
    const before = stands(found(candidate('aa')));
    expect(reconcile([], [before])).toEqual({ write: [], retract: [before] });
  });

  it('keeps people, kinds and anchors apart', () => {
    const before = stands(found(candidate('aa'), 'p'));
    const other = found(candidate('aa'), 'q');
    const elsewhere = found(candidate('aa', { anchor: 'tx:i:u' }), 'p');
    const { write, retract } = reconcile([other, elsewhere], [before]);
    expect(write.map((one) => one.replaces)).toEqual([null, null]);
    expect(retract).toEqual([before]);
  });

  it('has nothing left to do once it has been done', () => {
    const event = fc
      .record({
        person: fc.constantFrom('p', 'q'),
        key: fc.constantFrom('aa', 'bb'),
        anchor: fc.constantFrom('tx:i:t', 'tx:i:u'),
        at: fc.integer({ min: T0, max: T0 + 2 }),
      })
      .map(({ person, key, ...changes }) => found(candidate(key, changes), person));
    const events = fc.uniqueArray(event, { selector: eventKey, maxLength: 6 });
    fc.assert(
      fc.property(events, events, (now, before) => {
        const { write, retract } = reconcile(now, before.map(stands));
        const gone = new Set([...retract, ...write.flatMap((one) => one.replaces ?? [])].map(eventKey));
        const after = [
          ...before.filter((one) => !gone.has(eventKey(one))).map(stands),
          ...write.map((one) => stands(one.found)),
        ];
        expect(reconcile(now, after)).toEqual({ write: [], retract: [] });
        expect(new Set(after.map(eventKey))).toEqual(new Set(now.map(eventKey)));
      }),
    );
  });
});
