import { describe, expect, it } from 'vitest';
import { formatDuration, formatInterval, formatSpan } from './duration';
import { fallLength, fallSentence } from './fall';
import {
  formatDatedMoment,
  formatDay,
  formatExact,
  formatExactSpan,
  formatMoment,
  formatRelative,
  isUtcMidnight,
} from './moment';
import { formatGroups, formatPlace, initialsOf } from './place';
import { parseZone } from './zone';

const NOW = Date.parse('2026-11-23T13:59:58Z');

describe('lengths of time', () => {
  it('shows the two largest units', () => {
    expect(formatDuration(412)).toBe('0.41 s');
    expect(formatDuration(2000)).toBe('2 s');
    expect(formatDuration(124_000)).toBe('2 min 4 s');
    expect(formatDuration(3_600_000)).toBe('1 h');
    expect(formatDuration(655_200_000)).toBe('7 d 14 h');
  });

  it('shows one unit where lists want it', () => {
    expect(formatSpan(124_000)).toBe('2 min');
    expect(formatSpan(90_000_000)).toBe('1 d');
  });

  it('says an interval as it was set', () => {
    expect(formatInterval(60)).toBe('60 s');
    expect(formatInterval(300)).toBe('5 min');
    expect(formatInterval(90)).toBe('90 s');
    expect(formatInterval(21600)).toBe('6 h');
  });
});

describe('moments', () => {
  it('is as short as it can be without doubt', () => {
    expect(formatMoment(NOW - 60_000, 'UTC', NOW)).toBe('13:58:58');
    expect(formatMoment(NOW - 4 * 86_400_000, 'UTC', NOW)).toBe('19 Nov 13:59');
    expect(formatMoment(Date.parse('2025-11-23T09:00:00Z'), 'UTC', NOW)).toBe('23 Nov 2025 09:00');
  });

  it('has its day in every case where it is read as a point of the past', () => {
    expect(formatDatedMoment(NOW - 60_000, 'UTC', NOW)).toBe('today, 23 Nov 13:58:58');
    expect(formatDatedMoment(NOW - 86_400_000, 'UTC', NOW)).toBe('22 Nov 13:59:58');
    expect(formatDatedMoment(Date.parse('2025-11-23T13:58:58Z'), 'UTC', NOW)).toBe('23 Nov 2025 13:58:58');
    const late = Date.parse('2026-11-23T23:30:00Z');
    expect(formatDatedMoment(late, 'Asia/Tokyo', late + 60_000)).toBe('today, 24 Nov 08:30:00');
    expect(formatDatedMoment(Date.parse('2026-11-23T14:30:00Z'), 'Asia/Tokyo', late)).toBe('23 Nov 23:30:00');
  });

  it('decides what today is in the zone of the viewer', () => {
    const late = Date.parse('2026-11-23T23:30:00Z');
    expect(formatMoment(late, 'Asia/Tokyo', late + 60_000)).toBe('08:30:00');
    expect(formatDay(late, 'Asia/Tokyo')).toBe('24 Nov');
    expect(formatMoment(Date.parse('2026-11-23T14:30:00Z'), 'Asia/Tokyo', late)).toBe('23 Nov 23:30');
  });

  it('names zone and UTC on hover', () => {
    expect(formatExact(NOW, 'UTC')).toBe('23 Nov 2026 13:59:58 UTC');
    expect(formatExact(NOW, 'Europe/Berlin')).toBe(
      '23 Nov 2026 14:59:58 (Europe/Berlin) · 23 Nov 2026 13:59:58 UTC',
    );
  });

  it('names zone and UTC of a stretch of time, and a day once', () => {
    const hour = 3_600_000;
    expect(formatExactSpan(NOW, NOW + hour, 'UTC')).toBe('23 Nov 2026 13:59:58 to 14:59:58 UTC');
    expect(formatExactSpan(NOW, NOW + 10 * hour, 'Europe/Berlin')).toBe(
      '23 Nov 2026 14:59:58 to 24 Nov 2026 00:59:58 (Europe/Berlin) · 23 Nov 2026 13:59:58 to 23:59:58 UTC',
    );
  });

  it('says how far an instant is in either direction', () => {
    expect(formatRelative(NOW - 22_000, NOW)).toBe('22 s ago');
    expect(formatRelative(NOW + 38_000, NOW)).toBe('in 38 s');
    expect(formatRelative(NOW, NOW)).toBe('just now');
    expect(formatRelative(NOW - 124_500, NOW, true)).toBe('2 min 4 s ago');
  });

  it('knows a day of UTC', () => {
    expect(isUtcMidnight(Date.parse('2026-11-23T00:00:00Z'))).toBe(true);
    expect(isUtcMidnight(NOW)).toBe(false);
  });

  it('takes a zone from a cookie only when it is one', () => {
    expect(parseZone('Europe/Berlin')).toBe('Europe/Berlin');
    expect(parseZone('Mars/Olympus')).toBe('UTC');
    expect(parseZone('<script>')).toBe('UTC');
    expect(parseZone(undefined)).toBe('UTC');
  });
});

describe('falling', () => {
  const fall = { band: 'high' as const, at: new Date(NOW + 4 * 86_400_000).toISOString(), days: 4 };

  it('names the band that is left and the time until then', () => {
    expect(fallSentence(fall, NOW)).toBe('falls below High in 4 d');
    expect(fallLength(fall, NOW)).toBe('4 d');
    expect(fallSentence(fall, NOW + 5 * 86_400_000)).toBe('falling below High now');
  });

  it('says nothing in the lowest band', () => {
    expect(fallSentence(null, NOW)).toBeNull();
    expect(fallLength(null, NOW)).toBeNull();
  });
});

describe('places and names', () => {
  it('shows what is known of a place', () => {
    expect(formatPlace({ city: 'Lagos', country: 'NG' })).toBe('Lagos, NG');
    expect(formatPlace({ city: null, country: 'NG' })).toBe('NG');
    expect(formatPlace({ city: null, country: null })).toBeNull();
  });

  it('leaves out where a group is synchronised from', () => {
    const groups = ['Payroll (from AD sync "tessel-logistics.example")', 'All Staff', 'VPN Users'];
    expect(formatGroups(groups)).toBe('Payroll, All Staff, VPN Users');
    expect(formatGroups(groups, 1)).toBe('Payroll +2');
    expect(formatGroups(['Sales (EMEA)'])).toBe('Sales (EMEA)');
  });

  it('makes a badge from any name', () => {
    expect(initialsOf('Dana Okafor')).toBe('DO');
    expect(initialsOf('wzhang')).toBe('WZ');
    expect(initialsOf('ana.maria.lopez')).toBe('AL');
    expect(initialsOf('')).toBe('?');
  });
});
