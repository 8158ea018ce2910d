import { describe, expect, it } from 'vitest';
import { courseSpan, scoreOn, scrubbedTo, scrubSpan } from './scrub';

const NOW = Date.parse('2026-11-27T12:20:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the scrubber', () => {
  it('covers what the chart covers, as far as that has been, and takes as much of its width', () => {
    const live = scrubSpan({ from: NOW - 30 * DAY, to: NOW + 14 * DAY }, NOW);
    expect(live).toEqual({ from: NOW - 30 * DAY, to: NOW, step: HOUR, width: 30 / 44 });
    const past = scrubSpan({ from: NOW - 130 * DAY, to: NOW - 86 * DAY }, NOW);
    expect(past).toEqual({ from: NOW - 130 * DAY, to: NOW - 86 * DAY, step: HOUR, width: 1 });
    const near = scrubSpan({ from: NOW - 31 * DAY - 1, to: NOW + 13 * DAY - 1 }, NOW);
    expect(near).toMatchObject({ from: NOW - 31 * DAY, to: NOW });
    expect((near.to - near.from) % near.step).toBe(0);
    expect(courseSpan([{ at: '2026-11-01T00:00:00Z' }, { at: '2026-11-03T00:00:00Z' }])).toEqual({
      from: Date.parse('2026-11-01T00:00:00Z'),
      to: Date.parse('2026-11-03T00:00:00Z'),
    });
    expect(courseSpan([])).toBeNull();
  });

  it('ends at now, which is no past moment, and never names one that is yet to come', () => {
    const span = scrubSpan({ from: NOW - 30 * DAY, to: NOW + 14 * DAY }, NOW);
    expect(scrubbedTo(span.to, span, NOW)).toBeNull();
    expect(scrubbedTo(span.to - HOUR, span, NOW)).toBe(NOW - HOUR);
    expect(scrubbedTo(span.to - HOUR, span, NOW - 90 * 60_000)).toBeNull();
    expect(scrubbedTo(span.from, span, NOW)).toBe(span.from);
    const past = scrubSpan({ from: NOW - 130 * DAY, to: NOW - 86 * DAY }, NOW);
    expect(scrubbedTo(past.to, past, NOW)).toBe(NOW - 86 * DAY);
  });

  it('knows the score of a moment as far as the course reaches', () => {
    const at = (hours: number) => new Date(NOW + hours * HOUR).toISOString();
    const points = [
      { at: at(-2), score: 4 },
      { at: at(0), score: 6 },
    ];
    expect(scoreOn(points, NOW - 3 * HOUR)).toBeNull();
    expect(scoreOn(points, NOW - HOUR)).toBe(4);
    expect(scoreOn(points, NOW + HOUR)).toBe(6);
    expect(scoreOn([], NOW)).toBeNull();
  });
});
