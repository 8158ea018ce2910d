import { describe, expect, it } from 'vitest';
import { distanceKm } from './distance';
import { NO_GEOGRAPHY } from './geography';
import { colleagues, everyday, raisedOf, signIn, type SignInWish, T0 } from './records-for-tests';

const USA = 'United States';
const NEW_YORK = { city: 'New York', country: USA };
const home = () => everyday({ access: NEW_YORK, phone: NEW_YORK });
const WEST: SignInWish = {
  access: { ip: '91.10.20.30', epkey: 'EP-NEW', city: 'Los Angeles', country: USA },
  phone: NEW_YORK,
};
const distance = (wish: SignInWish, before = home(), geography?: typeof NO_GEOGRAPHY) =>
  raisedOf('device_distance', [...before, signIn(T0, wish)], geography);

describe('device distance', () => {
  it('is a phone a thousand kilometres from the sign-in, in one country', () => {
    const [event] = distance(WEST);
    expect(event).toMatchObject({ confidence: 0.6, facts: { measured: { phoneCity: 'New York' } } });
    expect(event?.facts.measured?.['km']).toBe(
      Math.round(distanceKm({ latitude: 34.05, longitude: -118.24 }, { latitude: 40.71, longitude: -74.01 })),
    );
  });

  it.each<[string, SignInWish]>([
    ['they are near', { ...WEST, access: { ...WEST.access, city: 'New York' } }],
    ['the countries differ', { ...WEST, phone: { city: 'Munich', country: 'Germany' } }],
    ['the city cannot be placed', { ...WEST, access: { ...WEST.access, city: 'Springfield' } }],
    ['the phone has no city', { ...WEST, phone: { city: null, country: USA } }],
    ['the device is known', { ...WEST, access: { ...WEST.access, epkey: 'EP-LAPTOP' } }],
    ['no phone was pushed', { ...WEST, factor: 'sms_passcode' }],
  ])('is none where %s', (_what, wish) => {
    expect(distance(wish)).toEqual([]);
  });

  it('guesses nothing without data', () => {
    expect(distance(WEST, home(), NO_GEOGRAPHY)).toEqual([]);
  });

  it('does not believe the gateway that a carrier’s customers share', () => {
    const gateway = colleagues(5, { ip: '198.51.100.99', ...NEW_YORK });
    expect(distance(WEST, [...home(), ...gateway])).toEqual([]);
  });

  it('goes by its threshold', () => {
    const far = raisedOf('device_distance', [...home(), signIn(T0, WEST)], undefined, { distanceKm: 4_000 });
    expect(far).toEqual([]);
  });
});

describe('distance', () => {
  it('is that of the great circle, either way, and none to the same place', () => {
    const berlin = { latitude: 52.52, longitude: 13.405 };
    const sydney = { latitude: -33.8688, longitude: 151.2093 };
    expect(distanceKm(berlin, sydney)).toBeCloseTo(16_090, -2);
    expect(distanceKm(sydney, berlin)).toBeCloseTo(distanceKm(berlin, sydney), 9);
    expect(distanceKm(berlin, berlin)).toBe(0);
    expect(distanceKm({ latitude: 0, longitude: 179 }, { latitude: 0, longitude: -179 })).toBeCloseTo(
      222.4,
      0,
    );
  });
});
