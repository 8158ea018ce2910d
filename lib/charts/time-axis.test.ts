import { describe, expect, it } from 'vitest';
import { toLocalInput } from '@/lib/format/local-input';
import { bucketWords, timeTicks } from './time-axis';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const utc = (text: string) => Date.parse(`${text}Z`);

/** Where the words stand, as wall time of the zone. */
function placed(from: number, to: number, zone: string, wanted?: number) {
  return timeTicks({ from, to }, zone, wanted).map(({ x, label }) => [
    label,
    toLocalInput(Math.round(from + x * (to - from)), zone),
  ]);
}

describe('words under an axis of time', () => {
  it('stand at midnight of the zone, wherever the axis begins', () => {
    expect(placed(utc('2026-11-20T13:37:11'), utc('2026-11-24T13:37:11'), 'America/New_York')).toEqual([
      ['21 Nov', '2026-11-21T00:00'],
      ['22 Nov', '2026-11-22T00:00'],
      ['23 Nov', '2026-11-23T00:00'],
      ['24 Nov', '2026-11-24T00:00'],
    ]);
    expect(placed(utc('2026-11-20T00:00'), utc('2026-11-23T00:00'), 'Asia/Kathmandu')[0]).toEqual([
      '21 Nov',
      '2026-11-21T00:00',
    ]);
  });

  it('leave out days evenly where there are many', () => {
    const found = placed(utc('2026-10-29T09:00'), utc('2026-11-28T09:00'), 'UTC');
    expect(found.map(([label]) => label)).toEqual(['30 Oct', '4 Nov', '9 Nov', '14 Nov', '19 Nov', '24 Nov']);
  });

  it('go with the clocks where these are set back: the day is 25 hours long', () => {
    const from = utc('2026-10-23T12:00');
    const ticks = timeTicks({ from, to: from + 4 * DAY }, 'Europe/Berlin');
    expect(ticks.map(({ label }) => label)).toEqual(['24 Oct', '25 Oct', '26 Oct', '27 Oct']);
    const hours = ticks.map(({ x }) => Math.round(x * 96));
    expect(hours.map((hour, index) => hour - (hours[index - 1] ?? hour)).slice(1)).toEqual([24, 25, 24]);
  });

  it('go with them where they are set forward: the day is 23 hours long, and the hour leapt over has no words', () => {
    const from = utc('2026-03-28T12:00');
    const days = timeTicks({ from, to: from + 3 * DAY }, 'Europe/Berlin').map(({ x }) => Math.round(x * 72));
    expect(days).toEqual([11, 34, 58]);
    // From 00:00 to 06:00 on the clocks of Berlin, with none at 02:00.
    expect(placed(utc('2026-03-28T23:00'), utc('2026-03-29T04:00'), 'Europe/Berlin')).toEqual([
      ['29 Mar', '2026-03-29T00:00'],
      ['01:00', '2026-03-29T01:00'],
      ['03:00', '2026-03-29T03:00'],
      ['04:00', '2026-03-29T04:00'],
      ['05:00', '2026-03-29T05:00'],
    ]);
  });

  it('name an hour that comes twice once, and a day that has no midnight by its first moment', () => {
    const twice = placed(utc('2026-10-24T23:00'), utc('2026-10-25T04:00'), 'Europe/Berlin');
    expect(twice.map(([label]) => label)).toEqual(['01:00', '02:00', '03:00', '04:00']);
    // In Beirut the clocks leapt from 00:00 to 01:00 on 29 March 2026: that day began at 01:00.
    const days = timeTicks({ from: utc('2026-03-27T12:00'), to: utc('2026-03-30T12:00') }, 'Asia/Beirut');
    expect(days.map(({ label }) => label)).toEqual(['28 Mar', '29 Mar', '30 Mar']);
  });

  it('are even hours of the clock within a day, with the day at its midnight', () => {
    expect(placed(utc('2026-11-27T08:17'), utc('2026-11-28T08:17'), 'Asia/Kolkata')).toEqual([
      ['16:00', '2026-11-27T16:00'],
      ['20:00', '2026-11-27T20:00'],
      ['28 Nov', '2026-11-28T00:00'],
      ['04:00', '2026-11-28T04:00'],
      ['08:00', '2026-11-28T08:00'],
      ['12:00', '2026-11-28T12:00'],
    ]);
    expect(
      placed(utc('2026-11-28T08:02'), utc('2026-11-28T08:17'), 'UTC', 4).map(([label]) => label),
    ).toEqual(['08:05', '08:10', '08:15']);
  });

  it('are none where there is no time', () => {
    expect(timeTicks({ from: 5, to: 5 }, 'UTC')).toEqual([]);
    expect(timeTicks({ from: Number.NaN, to: Number.NaN }, 'UTC')).toEqual([]);
  });
});

describe('a bar in words', () => {
  it('is a day by its name where it is one of the zone, and its two ends where it is not', () => {
    const now = utc('2026-11-28T08:00');
    expect(bucketWords(utc('2026-11-24T00:00'), DAY, 'UTC', now)).toBe('24 Nov');
    expect(bucketWords(utc('2026-11-24T00:00'), DAY, 'America/New_York', now)).toBe(
      '23 Nov 19:00 to 24 Nov 19:00',
    );
    expect(bucketWords(utc('2026-11-24T07:00'), HOUR, 'UTC', now)).toBe('24 Nov 07:00 to 08:00');
  });
});
