import { describe, expect, it } from 'vitest';
import type { AccountSignal } from './detect-account';
import { everyday, LAGOS, raisedOf, refusal, signIn, type SignInWish, T0 } from './records-for-tests';
import { DAY_MS, HOUR_MS, MINUTE_MS } from './terms';

const SECOND = 1_000;

/** Refused pushes with uneven gaps, as people make them. */
function refusals(count: number, wish: SignInWish = {}, spanMs = 8 * MINUTE_MS): AccountSignal[] {
  return Array.from({ length: count }, (_, index) =>
    refusal(T0 + Math.round((index / Math.max(1, count - 1)) ** 2 * spanMs), wish),
  );
}

const harassment = (signals: readonly AccountSignal[]) =>
  raisedOf('push_harassment', [...everyday(), ...signals]);

/** Failing pushes of many people: the service, not an attack. */
function outage(people: number, at = T0): AccountSignal[] {
  return Array.from({ length: people * 2 }, (_, index) =>
    refusal(at + index * SECOND, {
      person: `other-${index % people}`,
      access: { ip: `203.0.${index % people}.9`, epkey: `EP-${index % people}` },
    }),
  );
}

describe('push harassment', () => {
  it('takes three refused pushes within ten minutes from an unfamiliar source', () => {
    const [event, ...more] = harassment(refusals(3, { access: LAGOS }));
    expect(more).toEqual([]);
    expect(event).toMatchObject({ confidence: 0.9, outcome: 'refused', occurredAt: T0 });
    expect(event?.facts.measured).toEqual({ pushes: 3, spanMs: 8 * MINUTE_MS, unfamiliar: true });
    expect(event?.sources).toHaveLength(3);
    expect(harassment(refusals(2, { access: LAGOS }))).toEqual([]);
  });

  it('takes five from a familiar source, and believes them less', () => {
    expect(harassment(refusals(4))).toEqual([]);
    expect(harassment(refusals(5))[0]).toMatchObject({ confidence: 0.3 });
  });

  it('wants them within ten minutes, to the millisecond', () => {
    expect(harassment(refusals(3, { access: LAGOS }, 10 * MINUTE_MS))).toHaveLength(1);
    expect(harassment(refusals(3, { access: LAGOS }, 10 * MINUTE_MS + 1))).toEqual([]);
  });

  it.each(['no_response', 'user_mistake', 'user_marked_fraud', 'anomalous_push'])('counts %s', (reason) => {
    expect(harassment(refusals(3, { access: LAGOS, reason }))).toHaveLength(1);
  });

  it.each([
    ['cancelled at the keyboard', { reason: 'user_cancelled' }],
    ['denied by a policy', { reason: 'denied_by_policy' }],
    ['without a reason', { reason: null }],
    ['approved', { result: 'success', reason: 'user_approved' } as const],
    ['codes', { factor: 'sms_passcode', reason: 'no_response' }],
  ])('does not count pushes that were %s', (_what, wish) => {
    expect(harassment(refusals(6, { access: LAGOS, ...wish }))).toEqual([]);
  });

  it('is one event for a burst whose gaps are at most half an hour, and two beyond', () => {
    const second = (gap: number) =>
      refusals(3, { access: LAGOS }).map((signal) => ({
        ...signal,
        signalKey: `b${signal.signalKey}`,
        record: { ...signal.record, occurredAt: signal.record.occurredAt + 8 * MINUTE_MS + gap },
      }));
    const first = refusals(3, { access: LAGOS });
    expect(harassment([...first, ...second(30 * MINUTE_MS)])).toHaveLength(1);
    expect(harassment([...first, ...second(30 * MINUTE_MS + 1)])).toHaveLength(2);
  });

  it('names a client that retries by itself, and believes it least', () => {
    const loop = Array.from({ length: 8 }, (_, index) => refusal(T0 + index * 65 * SECOND));
    expect(harassment(loop)[0]).toMatchObject({
      confidence: 0.2,
      facts: { measured: { pushes: 8, spanMs: 7 * 65 * SECOND, retryLoop: true } },
    });
  });

  it('calls nothing a loop that changes its application or address, or is unfamiliar', () => {
    const loop = (wish: (index: number) => SignInWish) =>
      Array.from({ length: 8 }, (_, index) => refusal(T0 + index * 65 * SECOND, wish(index)));
    expect(
      harassment(loop((index) => ({ application: index === 3 ? 'DI-VPN' : 'DI-MAIL' })))[0],
    ).toMatchObject({ confidence: 0.3 });
    expect(
      harassment(loop((index) => ({ access: { ip: index === 3 ? '203.0.113.11' : '203.0.113.10' } })))[0],
    ).toMatchObject({ confidence: 0.3 });
    expect(harassment(loop(() => ({ access: LAGOS })))[0]).toMatchObject({ confidence: 0.9 });
  });

  it('sees no attack in an outage unless the source is unfamiliar', () => {
    expect(harassment([...outage(20), ...refusals(5)])).toEqual([]);
    expect(harassment([...outage(20), ...refusals(3, { access: LAGOS })])).toHaveLength(1);
    // A few people whose pushes fail are no outage, nor is one that ended hours before.
    expect(harassment([...outage(18), ...refusals(5)])).toHaveLength(1);
    expect(harassment([...outage(20, T0 - 2 * HOUR_MS), ...refusals(5)])).toHaveLength(1);
  });

  it('sees a slow attack: four in a week, from unfamiliar sources in two networks', () => {
    const slow = (networks: number, count: number, gapMs = 20 * HOUR_MS) =>
      Array.from({ length: count }, (_, index) =>
        refusal(T0 + index * gapMs, { access: { ...LAGOS, ip: `197.210.${index % networks}.12` } }),
      );
    const [event, ...more] = harassment(slow(2, 4));
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      confidence: 0.7,
      occurredAt: T0,
      facts: { measured: { pushes: 4, networks: 2, slow: true, spanMs: 60 * HOUR_MS } },
    });
    expect(harassment(slow(1, 4))).toEqual([]);
    expect(harassment(slow(2, 3))).toEqual([]);
    expect(harassment(slow(2, 4, 60 * HOUR_MS))).toEqual([]);
  });

  it('never speaks of a source as unfamiliar while learning', () => {
    const few = everyday({}, 9);
    const signals = [...few, ...refusals(3, { access: LAGOS })];
    expect(raisedOf('push_harassment', signals)).toEqual([]);
    expect(raisedOf('push_harassment', [...few, ...refusals(5, { access: LAGOS })])[0]).toMatchObject({
      confidence: 0.3,
    });
  });

  it('raises nothing from records that are history', () => {
    expect(harassment(refusals(6, { access: LAGOS, isHistory: true }))).toEqual([]);
  });

  it('takes a network that a known device used within the week for familiar', () => {
    const hotel = signIn(T0 - 2 * DAY_MS, { access: { ip: '197.210.64.200', country: 'Nigeria' } });
    expect(harassment([hotel, ...refusals(3, { access: LAGOS })])).toEqual([]);
  });
});
