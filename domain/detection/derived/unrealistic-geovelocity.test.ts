import { describe, expect, it } from 'vitest';
import { NO_GEOGRAPHY } from './geography';
import type { AccountSignal } from './detect-account';
import { colleagues, everyday, LAGOS, raisedOf, refusal, signIn, T0 } from './records-for-tests';
import { HOUR_MS, MINUTE_MS } from './terms';

/** Munich to Lagos is about 4,690 km: 4,490 after the slack, so nobody makes it in under four and a half hours. */
const travel = (signals: readonly AccountSignal[], before = everyday()) =>
  raisedOf('unrealistic_geovelocity', [...before, ...signals]);
const munichThenLagos = (after: number) => [signIn(T0), refusal(T0 + after, { access: LAGOS })];

describe('unrealistic geovelocity', () => {
  it('is a try from farther than anybody travels in the time', () => {
    const [event, ...more] = travel(munichThenLagos(HOUR_MS));
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      confidence: 0.8,
      facts: { measured: { spanMs: HOUR_MS, from: 'Munich, Germany' } },
    });
    expect(event?.facts.measured?.['km']).toBeGreaterThan(4_600);
    expect(travel(munichThenLagos(4 * HOUR_MS))).toHaveLength(1);
    expect(travel(munichThenLagos(5 * HOUR_MS))).toEqual([]);
  });

  it('takes two of one instant for a minute', () => {
    expect(travel(munichThenLagos(0))).toHaveLength(1);
  });

  it('forgives 500 km however fast, and a way back to what is familiar', () => {
    const near = { ip: '91.10.20.30', epkey: 'EP-NEW', city: 'Nuremberg' };
    expect(travel([signIn(T0), signIn(T0 + MINUTE_MS, { access: near })])).toEqual([]);
    // The second is the familiar one: only the first of these two is far from anything, and it has nothing before it.
    expect(travel([refusal(T0, { access: LAGOS }), signIn(T0 + HOUR_MS)])).toEqual([]);
  });

  it('knows that one device does not teleport', () => {
    const same = [
      signIn(T0, { access: { ip: '91.10.20.30', epkey: 'EP-STRANGER' } }),
      signIn(T0 + HOUR_MS, { access: LAGOS }),
    ];
    expect(travel(same)).toEqual([]);
  });

  it('trusts no egress, at either end', () => {
    const lagos = [...everyday(), ...colleagues(5, { ip: '197.210.64.5' })];
    const munich = [...everyday(), ...colleagues(5, { ip: '203.0.113.99' })];
    expect(travel(munichThenLagos(HOUR_MS), lagos)).toEqual([]);
    expect(travel(munichThenLagos(HOUR_MS), munich)).toEqual([]);
  });

  it('wants both placed, by a public address', () => {
    const nowhere = refusal(T0 + HOUR_MS, { access: { ...LAGOS, city: null } });
    expect(travel([signIn(T0), nowhere])).toEqual([]);
    const inside = refusal(T0 + HOUR_MS, { access: { ...LAGOS, ip: '10.0.0.1' } });
    expect(travel([signIn(T0), inside])).toEqual([]);
    const guess = raisedOf('unrealistic_geovelocity', [...everyday(), ...munichThenLagos(1)], NO_GEOGRAPHY);
    expect(guess).toEqual([]);
  });

  it('counts once in three days, never while learning', () => {
    const again = [HOUR_MS, 2 * HOUR_MS].map((after) => refusal(T0 + after + 1, { access: LAGOS }));
    expect(travel([...munichThenLagos(HOUR_MS), signIn(T0 + HOUR_MS + 2), ...again])).toHaveLength(1);
    expect(travel(munichThenLagos(HOUR_MS), everyday({}, 9))).toEqual([]);
  });
});
