import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { asnOf, Habits, hourOf, pairOf } from './habits';
import { NO_GEOGRAPHY } from './geography';
import { everyday, LAGOS, signIn, T0, thresholds, WITH_ASN } from './records-for-tests';
import { DAY_MS, dayOf, HOUR_MS } from './terms';

const DAY = dayOf(T0);

function habitsOf(signals: readonly ReturnType<typeof signIn>[]): Habits {
  const habits = Habits.empty();
  for (const { record } of signals) habits.add(record, WITH_ASN);
  return habits;
}

const anySignIn = fc
  .record({
    day: fc.integer({ min: 0, max: 400 }),
    hour: fc.integer({ min: 0, max: 23 }),
    ip: fc.constantFrom('203.0.113.10', '197.210.64.12', '10.0.0.1', '2001:db8::1', null),
    epkey: fc.constantFrom('EP-1', 'EP-2', '__proto__', 'constructor', null),
    factor: fc.constantFrom('duo_push', 'SMS_Passcode', 'remembered_device', null),
    application: fc.constantFrom('DI-1', 'toString', null),
    country: fc.constantFrom('Germany', 'Nigeria', null),
  })
  .map(({ day, hour, ip, epkey, factor, application, country }) =>
    signIn(T0 + (day - 400) * DAY_MS + hour * HOUR_MS, {
      factor,
      application,
      access: { ip, epkey, country },
    }),
  );

describe('habits', () => {
  it('are read back as they were written', () => {
    fc.assert(
      fc.property(fc.array(anySignIn, { maxLength: 40 }), (signals) => {
        const text = habitsOf(signals).toText();
        expect(Habits.fromText(text).toText()).toBe(text);
      }),
    );
  });

  it('do not depend on the order of what they learn', () => {
    fc.assert(
      fc.property(fc.array(anySignIn, { maxLength: 20 }), (signals) => {
        expect(habitsOf([...signals].reverse()).toText()).toBe(habitsOf(signals).toText());
      }),
    );
  });

  it('are refused when damaged', () => {
    expect(() => Habits.fromText('')).toThrow(SyntaxError);
    expect(() => Habits.fromText('{}')).toThrow();
    expect(() =>
      Habits.fromText(Habits.empty().toText().replace('"device":[]', '"device":[["EP",["x"]]]')),
    ).toThrow();
  });

  it('end two days before the sign-in, and begin as many days before as the baseline is long', () => {
    const once = (day: number) =>
      habitsOf([signIn(day * DAY_MS)])
        .baselineOf(DAY, thresholds())
        .has('device', 'EP-LAPTOP');
    expect(once(DAY)).toBe(false);
    expect(once(DAY - 1)).toBe(false);
    expect(once(DAY - 2)).toBe(true);
    expect(once(DAY - 90)).toBe(true);
    expect(once(DAY - 91)).toBe(false);
  });

  it('are ready after 14 days, 10 sign-ins and 5 days with one', () => {
    const ready = (daysBack: readonly number[]) =>
      habitsOf(daysBack.map((back) => signIn((DAY - back) * DAY_MS))).baselineOf(DAY, thresholds()).ready;
    const often = [2, 2, 3, 3, 4, 4, 5, 5, 5];
    expect(ready([...often, 14])).toBe(true);
    expect(ready([...often, 13])).toBe(false);
    expect(ready([...often.slice(1), 14])).toBe(false);
    expect(ready([2, 2, 2, 3, 3, 3, 4, 4, 4, 14])).toBe(false);
    expect(habitsOf(everyday()).baselineOf(DAY, thresholds({ readyDays: 60 })).ready).toBe(false);
  });

  it('know no null, and forget what is too old', () => {
    const habits = habitsOf([signIn(T0 - 5 * DAY_MS, { access: { epkey: null } })]);
    expect(habits.baselineOf(DAY, thresholds()).has('device', null)).toBe(false);
    expect(habits.spans('country')).toEqual(new Map([['Germany', [DAY - 5, DAY - 5]]]));
    habits.keepDays(DAY - 4, Infinity);
    expect(habits.spans('country').size).toBe(0);
    expect(habits.toText()).toBe(Habits.empty().toText());
  });

  it('hold no factor of a sign-in that asked nobody', () => {
    const baseline = habitsOf([
      signIn(T0 - 3 * DAY_MS, { factor: 'remembered_device' }),
      signIn(T0 - 3 * DAY_MS, { factor: 'Duo_Push' }),
    ]).baselineOf(DAY, thresholds());
    expect(baseline.has('factor', 'remembered_device')).toBe(false);
    expect(baseline.has('factor', 'duo_push')).toBe(true);
    expect(baseline.signIns).toBe(2);
  });

  it('hold the share of an hour with its neighbours, round midnight', () => {
    const at = (hour: number) => signIn((DAY - 3) * DAY_MS + hour * HOUR_MS);
    const baseline = habitsOf([at(23), at(0), at(1), at(12)]).baselineOf(DAY, thresholds());
    expect(baseline.shareAround(0)).toBe(0.75);
    expect(baseline.shareAround(23)).toBe(0.5);
    expect(baseline.shareAround(6)).toBe(0);
    expect(baseline.activeHours()).toBe(4);
    expect(Habits.empty().baselineOf(DAY, thresholds()).shareAround(0)).toBe(0);
    expect(hourOf(T0)).toBe(8);
  });

  it('name the pair of countries and the provider, where they prove something', () => {
    expect(pairOf(signIn(T0, { access: LAGOS }).record)).toBe('Nigeria|Germany');
    expect(pairOf(signIn(T0, { factor: 'sms_passcode' }).record)).toBeNull();
    expect(pairOf(signIn(T0, { phone: { ip: '192.168.4.4' } }).record)).toBeNull();
    expect(asnOf('203.0.113.10', WITH_ASN)).toBe('AS203');
    expect(asnOf('203.0.113.10', NO_GEOGRAPHY)).toBeNull();
    expect(asnOf(null, WITH_ASN)).toBeNull();
  });
});
