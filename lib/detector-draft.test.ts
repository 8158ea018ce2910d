import { describe, expect, it } from 'vitest';
import type { DetectorsView } from '@/domain/views/detectors';
import { changesOf, draftOf, faultOf } from './detector-draft';

const threshold = {
  name: 'sprayPeople',
  label: 'People pushed within an hour',
  unit: 'people',
  value: 5,
  byDefault: 5,
  lowest: 3,
  highest: 100,
  why: 'A family is smaller.',
};
const view: DetectorsView = {
  at: '2026-01-01T00:00:00.000Z',
  number: 1,
  detectors: [
    {
      kind: 'push_spray',
      label: 'Push spray',
      group: 'Authentication',
      raisedBy: 'One source sent pushes to many people.',
      derived: true,
      on: true,
      thresholds: [threshold],
      fired: 3,
      dismissed: 1,
    },
  ],
  terms: [],
  history: [],
};

describe('a draft of what detectors go by', () => {
  it('changes nothing at first', () => {
    expect(changesOf(view, draftOf(view))).toEqual([]);
  });

  it('says each change by its label, with the value before', () => {
    const draft = { thresholds: { sprayPeople: 9 }, off: ['push_spray'] };
    expect(changesOf(view, draft)).toEqual([
      'People pushed within an hour: 5 → 9 people',
      'Push spray: switched off',
    ]);
  });

  it('names the bounds of a value that is none', () => {
    expect(faultOf(threshold, 5)).toBeNull();
    for (const value of [2, 101, Number.NaN, undefined])
      expect(faultOf(threshold, value)).toBe(
        'People pushed within an hour: give a number from 3 to 100 (people).',
      );
  });
});
