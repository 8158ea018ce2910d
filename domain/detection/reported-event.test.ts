import { describe, expect, it } from 'vitest';
import type { Candidate } from '@/domain/detection/candidate';
import { detectRecord } from '@/domain/detection/detect-record';
import { explain } from '@/domain/detection/explain';
import { mergeCandidates } from '@/domain/detection/merge-candidates';
import { REPORTABLE_KINDS } from '@/domain/detection/reported-event';
import { EVENT_KINDS } from '@/domain/event-catalogue';
import type { ReportedEventRecord } from '@/domain/stream-record';

const T0 = Date.parse('2026-11-01T08:30:00Z');

function report(signalKey: string, changes: Partial<ReportedEventRecord> = {}): Candidate {
  const record: ReportedEventRecord = {
    kind: 'reported_event',
    occurredAt: T0,
    eventId: 'leak-4711',
    eventKind: 'leaked_password',
    outcome: 'unknown',
    confidence: 1,
    reporter: 'Leak Watch',
    description: null,
    ip: null,
    country: null,
    ...changes,
  };
  const [candidate, ...others] = detectRecord('i1', { signalKey, record });
  expect(others).toEqual([]);
  if (candidate === undefined) throw new Error('a report raises its event');
  return candidate;
}

describe('a reported event', () => {
  it('is anchored in the id that its reporter gave it, and rests on its record', () => {
    expect(report('aa')).toMatchObject({
      kind: 'leaked_password',
      anchor: 'rep:i1:leak-4711',
      occurredAt: T0,
      confidence: 1,
      outcome: 'unknown',
      sources: [{ signalKey: 'aa', place: 'reported', detectorName: 'Leak Watch' }],
    });
  });

  it('counts as much as its reporter is sure', () => {
    expect(report('aa', { confidence: 0.4 }).confidence).toBe(0.4);
  });

  it('says whether they got in', () => {
    expect(report('aa', { outcome: 'approved' }).outcome).toBe('got_in');
    expect(report('aa', { outcome: 'refused' }).outcome).toBe('refused');
  });

  it('is one with another report of the same id, and the surer one counts, in whatever order they come', () => {
    const unsure = report('aa', { confidence: 0.4 });
    const sure = report('bb', { confidence: 0.9, occurredAt: T0 + 1 });
    const merged = mergeCandidates([unsure, sure]);
    expect(merged).toHaveLength(1);
    expect(merged[0]).toMatchObject({ confidence: 0.9, occurredAt: T0 });
    expect(mergeCandidates([sure, unsure])).toEqual(merged);
    expect(mergeCandidates([...merged, unsure, sure])).toEqual(merged);
    expect(mergeCandidates([unsure, report('cc', { eventId: 'leak-4712' })])).toHaveLength(2);
  });

  it('is explained by who reported it, in their words', () => {
    expect(explain(report('aa'))).toBe('Leak Watch reported a leaked password');
    expect(
      explain(report('aa', { description: 'Found in a dump.', ip: '203.0.113.7', country: 'Norway' })),
    ).toBe('Leak Watch reported a leaked password: Found in a dump, from 203.0.113.7, Norway');
    expect(explain(report('aa', { eventKind: 'novel_asn', country: 'Norway', outcome: 'refused' }))).toBe(
      'Leak Watch reported a novel ASN from Norway, sign-in refused',
    );
    expect(explain(report('aa', { description: 'x'.repeat(400) })).length).toBeLessThan(250);
  });

  it('may be of every kind that is about a person and not about Duo', () => {
    expect(EVENT_KINDS.filter((kind) => !REPORTABLE_KINDS.includes(kind))).toEqual([
      'other_duo_detection',
      'high_risk_system_event',
    ]);
  });
});
