import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { devicesOf, matchesPattern, shownDevicesOf } from './record-devices';

describe('a pattern', () => {
  it.each([
    ['ada-laptop', 'ADA-Laptop', true],
    ['ada', 'ada-laptop', false],
    ['ada*', 'ada-laptop', true],
    ['*lap*', 'ada-laptop', true],
    ['*laptop*x', 'ada-laptop', false],
    ['a*a*b', 'aaab', true],
    ['*', '', true],
    ['', 'a', false],
  ])('%s holds of %s: %s', (pattern, text, holds) => {
    expect(matchesPattern(pattern, text)).toBe(holds);
  });

  it('means what a regular expression with .* means', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 8 });
    const pattern = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (wanted, given) => {
        const source = wanted.replaceAll('.', '\\.').replaceAll('*', '.*');
        expect(matchesPattern(wanted, given)).toBe(new RegExp(`^${source}$`).test(given));
      }),
    );
  });
});

describe('devices of a record', () => {
  it('are those that it names', () => {
    const phone = { kind: 'telephony', occurredAt: 0, type: null, context: null, credits: null } as const;
    expect(devicesOf({ ...phone, phone: '+15550100' })).toEqual(['+15550100']);
    expect(devicesOf({ ...phone, phone: null })).toEqual([]);
    expect(shownDevicesOf({ ...phone, phone: '+15550100' })).toEqual(['+15550100']);
  });

  it('are what somebody did something to, and no person', () => {
    const act = {
      kind: 'activity',
      occurredAt: 0,
      action: 'phone_update',
      actor: null,
      succeeded: null,
      ip: null,
      country: null,
      targetDetails: null,
      oldTargetDetails: null,
    } as const;
    expect(devicesOf({ ...act, target: { key: 'DP1', name: 'My phone', type: 'phone' } })).toEqual([
      'DP1',
      'My phone',
    ]);
    expect(shownDevicesOf({ ...act, target: { key: 'DP1', name: 'My phone', type: 'phone' } })).toEqual([
      'My phone',
    ]);
    expect(shownDevicesOf({ ...act, target: { key: 'DP1', name: null, type: 'phone' } })).toEqual(['DP1']);
    expect(devicesOf({ ...act, target: { key: 'DU1', name: 'ada', type: 'user' } })).toEqual([]);
  });
});
