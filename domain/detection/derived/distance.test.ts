import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { distanceKm } from './distance';

const HALF_ROUND_KM = Math.PI * 6371.0088;

const point = fc.record({
  latitude: fc.double({ min: -90, max: 90, noNaN: true }),
  longitude: fc.double({ min: -180, max: 180, noNaN: true }),
});

describe('the distance of two points', () => {
  it.each([
    { from: 'London', to: 'Paris', a: [51.50853, -0.12574], b: [48.85341, 2.3488], km: 344 },
    { from: 'New York', to: 'Los Angeles', a: [40.71427, -74.00597], b: [34.05223, -118.24368], km: 3936 },
    { from: 'Sydney', to: 'Auckland', a: [-33.86785, 151.20732], b: [-36.84853, 174.76349], km: 2156 },
    {
      from: 'Suva',
      to: 'Apia, over the date line',
      a: [-18.14161, 178.44149],
      b: [-13.83333, -171.76666],
      km: 1151,
    },
  ] as const)('is $km km from $from to $to', ({ a, b, km }) => {
    const measured = distanceKm({ latitude: a[0], longitude: a[1] }, { latitude: b[0], longitude: b[1] });
    expect(Math.abs(measured - km)).toBeLessThan(5);
  });

  it('is 0 to the same point, the same both ways, and half round the earth at most', () => {
    fc.assert(
      fc.property(point, point, (a, b) => {
        expect(distanceKm(a, a)).toBe(0);
        expect(distanceKm(a, b)).toBeCloseTo(distanceKm(b, a), 6);
        expect(distanceKm(a, b)).toBeGreaterThanOrEqual(0);
        expect(distanceKm(a, b)).toBeLessThanOrEqual(HALF_ROUND_KM + 1e-9);
      }),
    );
  });

  it('is what the straight line through the earth gives', () => {
    const vector = ({ latitude, longitude }: { latitude: number; longitude: number }) => {
      const [north, east] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
      return [Math.cos(north) * Math.cos(east), Math.cos(north) * Math.sin(east), Math.sin(north)] as const;
    };
    fc.assert(
      fc.property(point, point, (a, b) => {
        const [p, q] = [vector(a), vector(b)];
        const chord = Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
        const along = ((2 * HALF_ROUND_KM) / Math.PI) * Math.asin(Math.min(1, chord / 2));
        expect(Math.abs(distanceKm(a, b) - along)).toBeLessThan(0.01);
      }),
    );
  });

  it('is never longer than the way over a third point', () => {
    fc.assert(
      fc.property(point, point, point, (a, b, c) => {
        // Near antipodes the arc sine loses half its digits: a metre.
        expect(distanceKm(a, c)).toBeLessThanOrEqual(distanceKm(a, b) + distanceKm(b, c) + 1e-3);
      }),
    );
  });

  it('is half round the earth to the antipode, and a degree of latitude is 111.2 km anywhere', () => {
    fc.assert(
      fc.property(point, ({ latitude, longitude }) => {
        const antipode = {
          latitude: -latitude,
          longitude: longitude > 0 ? longitude - 180 : longitude + 180,
        };
        expect(distanceKm({ latitude, longitude }, antipode)).toBeCloseTo(HALF_ROUND_KM, 3);
        const near = { latitude: latitude > 0 ? latitude - 1 : latitude + 1, longitude };
        expect(distanceKm({ latitude, longitude }, near)).toBeCloseTo(HALF_ROUND_KM / 180, 5);
      }),
    );
  });

  it('does not change when the earth is turned', () => {
    fc.assert(
      fc.property(point, point, fc.integer({ min: -360, max: 360 }), (a, b, turn) => {
        const turned = distanceKm(
          { ...a, longitude: a.longitude + turn },
          { ...b, longitude: b.longitude + turn },
        );
        // Near the antipode the arc sine is steep: a rounding of the sine becomes metres.
        expect(Math.abs(turned - distanceKm(a, b))).toBeLessThan(0.01);
      }),
    );
  });
});
