import { describe, expect, it } from 'vitest';
import {
  NEW_TIMES,
  readFactTime,
  readMoment,
  readTime,
  SURFACED_TIMES,
} from '@/server/connectors/cisco-duo/read-time';

const AT = Date.parse('2026-11-01T08:30:00.000Z');
const NOW = AT + 600_000;

describe('the time of a record', () => {
  it.each([
    [{ isotimestamp: '2026-11-01T08:30:00.123456+00:00', timestamp: 5 }, AT + 123],
    [{ isotimestamp: '2026-11-01T08:30:00' }, AT],
    [{ isotimestamp: '2026-11-01 09:30:00+01:00' }, AT],
    [{ isotimestamp: null, timestamp: AT / 1000 }, AT],
    [{ isotimestamp: 'soon', timestamp: String(AT / 1000) }, AT],
    [{ isotimestamp: String(AT / 1000) }, AT],
    [{ isotimestamp: String(AT + 123) }, AT + 123],
  ])('of %j is %d', (raw, occurredAt) => {
    expect(readTime(raw, NOW)).toEqual({ ok: true, occurredAt });
  });

  it('stands in ts in the newer logs, and in surfaced_timestamp in Trust Monitor, which counts milliseconds', () => {
    const newer = readTime({ ts: '2026-11-01T08:30:00.5+00:00' }, NOW, NEW_TIMES);
    expect(newer).toEqual({ ok: true, occurredAt: AT + 500 });
    expect(readTime({ timestamp: AT / 1000 }, NOW, NEW_TIMES).ok).toBe(true);
    expect(readTime({ surfaced_timestamp: AT + 1 }, NOW, SURFACED_TIMES)).toEqual({
      ok: true,
      occurredAt: AT + 1,
    });
  });

  it.each([
    [{}, 'missing_time'],
    [{ isotimestamp: 5, timestamp: {} }, 'missing_time'],
    [{ isotimestamp: '2026-13-01T00:00:00Z', timestamp: '12' }, 'missing_time'],
    [{ timestamp: NaN }, 'missing_time'],
    [{ timestamp: AT }, 'time_out_of_range'],
    [{ timestamp: -1 }, 'time_out_of_range'],
  ])('of %j is refused as %s', (raw, reason) => {
    expect(readTime(raw, NOW)).toMatchObject({ ok: false, reason });
  });

  it('names the members that it looked for', () => {
    const read = readTime({}, NOW, NEW_TIMES);
    expect(!read.ok && read.detail).toBe(
      'The record has no readable time in ts or isotimestamp or timestamp.',
    );
  });
});

describe('another instant', () => {
  it('is left out where it cannot be believed', () => {
    expect(readMoment(AT, 'ms', NOW)).toBe(AT);
    expect(readMoment(0, 'ms', NOW)).toBeNull();
    expect(readMoment('never', 'iso', NOW)).toBeNull();
  });

  it.each([
    [AT / 1000, AT],
    [AT, AT],
    [1_346_172_820, 1_346_172_820_000],
    ['2023-11-11T11:11:11', Date.parse('2023-11-11T11:11:11Z')],
    [null, null],
    [0, null],
    [-5, null],
    [1e300, null],
    ['', null],
    [true, null],
  ])('of a fact, %j, is %j', (value, at) => {
    expect(readFactTime(value)).toBe(at);
  });
});
