import { describe, expect, it } from 'vitest';
import { scoreOn, scrubbedTo, scrubSpan } from './scrub';

const NOW = Date.parse('2026-11-27T12:20:00Z');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('the scrubber', () => {
  it('covers thirty days up to now, and more where what is shown lies before them', () => {
    const span = scrubSpan(NOW, null);
    expect([span.from, span.to]).toEqual([
      Date.parse('2026-10-28T13:00:00Z'),
      Date.parse('2026-11-27T13:00:00Z'),
    ]);
    expect(scrubSpan(NOW, NOW - DAY)).toEqual(span);
    const far = scrubSpan(NOW, NOW - 200 * DAY);
    expect(far.to).toBe(span.to);
    expect(far.from).toBeLessThan(NOW - 200 * DAY);
    expect((far.to - far.from) % far.step).toBe(0);
  });

  it('ends at now, which is no past moment, and never names one that is yet to come', () => {
    const span = scrubSpan(NOW, null);
    expect(scrubbedTo(span.to, span, NOW)).toBeNull();
    expect(scrubbedTo(span.to - HOUR, span, NOW)).toBe(Date.parse('2026-11-27T12:00:00Z'));
    expect(scrubbedTo(span.to - HOUR, span, NOW - 30 * 60_000)).toBeNull();
    expect(scrubbedTo(span.from, span, NOW)).toBe(span.from);
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
