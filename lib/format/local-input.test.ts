import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromLocalInput, toLocalInput } from './local-input';

const at = (iso: string) => Date.parse(iso);

describe('a field of date and time', () => {
  it('shows and reads an instant in the zone of the viewer', () => {
    expect(toLocalInput(at('2026-11-23T08:05:59Z'), 'Asia/Kathmandu')).toBe('2026-11-23T13:50');
    expect(fromLocalInput('2026-11-23T13:50', 'Asia/Kathmandu')).toBe(at('2026-11-23T08:05:00Z'));
    expect(fromLocalInput('2026-01-01T00:00', 'America/St_Johns')).toBe(at('2026-01-01T03:30:00Z'));
  });

  it('keeps the second where it is asked for', () => {
    expect(toLocalInput(at('2026-11-23T08:05:47.900Z'), 'Asia/Kathmandu', 'second')).toBe(
      '2026-11-23T13:50:47',
    );
    expect(fromLocalInput('2026-11-23T13:50:47', 'Asia/Kathmandu')).toBe(at('2026-11-23T08:05:47Z'));
  });

  it('means the first of two hours when the clocks go back, and does not lose its way when they leap', () => {
    expect(fromLocalInput('2026-10-25T02:30', 'Europe/Berlin')).toBe(at('2026-10-25T00:30:00Z'));
    expect(fromLocalInput('2026-03-29T02:30', 'Europe/Berlin')).toBe(at('2026-03-29T01:30:00Z'));
    expect(fromLocalInput('2026-03-29T03:00', 'Europe/Berlin')).toBe(at('2026-03-29T01:00:00Z'));
  });

  it('holds nothing where nothing is typed', () => {
    for (const text of ['', 'yesterday', '2026-13-01T00:00', '2026-11-23'])
      expect(fromLocalInput(text, 'UTC')).toBeNull();
  });

  it('takes the years that a year passes through while it is typed for what they are', () => {
    for (const year of ['0001', '0002', '0020', '0099', '0202'])
      expect(fromLocalInput(`${year}-05-01T10:00`, 'UTC')).toBe(at(`${year}-05-01T10:00:00Z`));
  });

  it('reads back what it shows, to the minute, but for the hour that comes twice', () => {
    const zones = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia');
    fc.assert(
      fc.property(fc.integer({ min: at('2020-01-01'), max: at('2030-01-01') }), zones, (instant, zone) => {
        const shown = toLocalInput(instant, zone);
        const read = fromLocalInput(shown, zone) ?? 0;
        expect(toLocalInput(read, zone)).toBe(shown);
        expect([0, 3_600_000]).toContain(Math.floor(instant / 60_000) * 60_000 - read);
      }),
    );
  });
});
