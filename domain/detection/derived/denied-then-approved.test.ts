import { describe, expect, it } from 'vitest';
import type { AccountSignal } from './detect-account';
import {
  colleagues,
  everyday,
  LAGOS,
  raisedOf,
  refusal,
  signIn,
  type SignInWish,
  T0,
} from './records-for-tests';
import { HOUR_MS, MINUTE_MS } from './terms';

const STRANGER: SignInWish = { access: LAGOS };

const givenIn = (signals: readonly AccountSignal[]) =>
  raisedOf('denied_then_approved', [...everyday(), ...signals]);

/** Refusals a minute apart, the last of them at `T0`. */
const refused = (count: number, wish: SignInWish = STRANGER) =>
  Array.from({ length: count }, (_, index) => refusal(T0 - (count - 1 - index) * 61_000, wish));

describe('denied, then approved', () => {
  it('is an approval that follows two refusals from the same unfamiliar network', () => {
    const [event, ...more] = givenIn([...refused(2), signIn(T0 + MINUTE_MS, STRANGER)]);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ confidence: 0.9, outcome: 'got_in' });
    expect(event?.facts.measured).toEqual({ pushes: 2, spanMs: 61_000 + MINUTE_MS, sprayed: false });
    expect(event?.sources).toHaveLength(3);
    expect(givenIn([...refused(1), signIn(T0 + MINUTE_MS, STRANGER)])).toEqual([]);
  });

  it.each(['user_mistake', 'user_marked_fraud'])('takes one refusal that is %s', (reason) => {
    expect(givenIn([refusal(T0, { ...STRANGER, reason }), signIn(T0 + MINUTE_MS, STRANGER)])).toHaveLength(1);
  });

  it('wants the approval within ten minutes of the last refusal', () => {
    expect(givenIn([...refused(2), signIn(T0 + 10 * MINUTE_MS, STRANGER)])).toHaveLength(1);
    expect(givenIn([...refused(2), signIn(T0 + 10 * MINUTE_MS + 1, STRANGER)])).toEqual([]);
  });

  it('counts refusals of the half hour before', () => {
    const early = (before: number) => [
      refusal(T0 - before, STRANGER),
      refusal(T0 - MINUTE_MS, STRANGER),
      signIn(T0, STRANGER),
    ];
    expect(givenIn(early(30 * MINUTE_MS - 1))).toHaveLength(1);
    expect(givenIn(early(30 * MINUTE_MS))).toEqual([]);
  });

  it('compares networks: refusals from elsewhere are another story', () => {
    const elsewhere = { access: { ...LAGOS, ip: '41.190.2.9' } };
    expect(givenIn([...refused(2, elsewhere), signIn(T0 + MINUTE_MS, STRANGER)])).toEqual([]);
    const neighbour = { access: { ...LAGOS, ip: '197.210.64.99' } };
    expect(givenIn([...refused(2, neighbour), signIn(T0 + MINUTE_MS, STRANGER)])).toHaveLength(1);
  });

  it('wants a push: a code says that somebody typed', () => {
    const coded = signIn(T0 + MINUTE_MS, { ...STRANGER, factor: 'duo_mobile_passcode' });
    expect(givenIn([...refused(3), coded])).toEqual([]);
  });

  it('lets people retry on their own devices, up to six refusals with one that was a mistake', () => {
    const own = (count: number, reason: string) => [
      ...Array.from({ length: count }, (_, index) =>
        refusal(T0 - (count - index) ** 2 * 20_000, { reason: index === 0 ? reason : 'no_response' }),
      ),
      signIn(T0),
    ];
    expect(givenIn(own(5, 'user_mistake'))).toEqual([]);
    expect(givenIn(own(6, 'no_response'))).toEqual([]);
    expect(givenIn(own(6, 'user_mistake'))[0]).toMatchObject({ confidence: 0.3 });
  });

  it('does not take a client that retries by itself for giving in', () => {
    const loop = Array.from({ length: 8 }, (_, index) =>
      refusal(T0 - (8 - index) * MINUTE_MS, { reason: 'user_mistake' }),
    );
    expect(givenIn([...loop, signIn(T0)])).toEqual([]);
  });

  it('does not take an outage for giving in on a familiar source', () => {
    const own = Array.from({ length: 6 }, (_, index) =>
      refusal(T0 - (6 - index) ** 2 * 20_000, { reason: 'user_mistake' }),
    );
    const outage = Array.from({ length: 40 }, (_, index) =>
      refusal(T0 - index * 1_000, {
        person: `other-${index % 20}`,
        access: { ip: `203.0.${index % 20}.9` },
      }),
    );
    expect(givenIn([...own, signIn(T0)])).toHaveLength(1);
    expect(givenIn([...outage, ...own, signIn(T0)])).toEqual([]);
  });

  it('is any success from a source that sprays, a day before or after', () => {
    const spray = Array.from({ length: 6 }, (_, index) =>
      refusal(T0 + index * MINUTE_MS, { person: `victim-${index}`, access: LAGOS }),
    );
    const sprayed = (at: number, wish: SignInWish = {}) =>
      givenIn([...spray, signIn(at, { factor: 'sms_passcode', ...STRANGER, ...wish })]);
    expect(sprayed(T0 + HOUR_MS)[0]).toMatchObject({
      confidence: 0.9,
      facts: { measured: { pushes: 0, sprayed: true } },
    });
    expect(sprayed(T0 - 23 * HOUR_MS)).toHaveLength(1);
    expect(sprayed(T0 + 26 * HOUR_MS)).toEqual([]);
    expect(sprayed(T0 + HOUR_MS, { access: { ...LAGOS, ip: '41.190.2.9' } })).toEqual([]);
  });

  it('is one event for approvals after one burst', () => {
    const twice = [signIn(T0 + MINUTE_MS, STRANGER), signIn(T0 + 2 * MINUTE_MS, STRANGER)];
    expect(givenIn([...refused(2), ...twice])).toHaveLength(1);
  });

  it('is not raised by an office, whatever is refused there', () => {
    const office = { ip: '192.0.2.7', country: 'Germany', city: 'Berlin' };
    const there = { access: { ...office, epkey: 'EP-NEW' } };
    const signals = [...colleagues(6, office), ...refused(3, there), signIn(T0 + MINUTE_MS, there)];
    expect(givenIn(signals)).toEqual([]);
  });
});
