import { describe, expect, it } from 'vitest';
import type { AccountSignal } from './detect-account';
import { everyday, LAGOS, raisedOf, refusal, signIn, type SignInWish, T0 } from './records-for-tests';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './terms';

const enrolment = (at: number, wish: SignInWish = {}) =>
  signIn(at, { eventType: 'enrollment', factor: null, ...wish });
const risky = (signals: readonly AccountSignal[], before = everyday()) =>
  raisedOf('risky_device_registration', [...before, ...signals]);

const bombed = () => [0, 1, 2].map((minute) => refusal(T0 + minute * 61_000, { access: LAGOS }));

describe('a risky device registration', () => {
  it('follows refused pushes, an approval that gave in, or an unfamiliar sign-in', () => {
    expect(risky([...bombed(), enrolment(T0 + HOUR_MS)])[0]).toMatchObject({
      confidence: 0.8,
      facts: { measured: { after: 'push harassment', spanMs: HOUR_MS } },
    });
    const given = signIn(T0 + 3 * MINUTE_MS, { access: LAGOS });
    expect(risky([...bombed(), given, enrolment(T0 + HOUR_MS)])).toHaveLength(1);
    const quiet = signIn(T0, { access: LAGOS });
    expect(risky([quiet, enrolment(T0 + HOUR_MS)])[0]).toMatchObject({
      facts: { measured: { after: 'unfamiliar sign-in', spanMs: HOUR_MS } },
    });
  });

  it('follows within a day', () => {
    expect(risky([...bombed(), enrolment(T0 + DAY_MS - 1)])).toHaveLength(1);
    expect(risky([...bombed(), enrolment(T0 + DAY_MS)])).toEqual([]);
    expect(risky([enrolment(T0 - MINUTE_MS), ...bombed()])).toEqual([]);
  });

  it('comes from an unfamiliar source, with nothing before it', () => {
    expect(risky([enrolment(T0, { access: LAGOS })])[0]).toMatchObject({ facts: { measured: {} } });
    expect(risky([enrolment(T0)])).toEqual([]);
  });

  it('is no first enrolment, no failed one, and no second one of a week', () => {
    expect(risky([enrolment(T0, { access: LAGOS })], [])).toEqual([]);
    expect(risky([...bombed(), enrolment(T0 + HOUR_MS, { result: 'denied', reason: 'error' })])).toEqual([]);
    const twice = [enrolment(T0 + HOUR_MS), enrolment(T0 + 2 * HOUR_MS)];
    expect(risky([...bombed(), ...twice])).toHaveLength(1);
  });
});
