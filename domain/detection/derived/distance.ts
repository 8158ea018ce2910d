import type { Coordinates } from '@/domain/detection/derived/geography';

/** Mean radius of the earth (IUGG), in km. The true one differs by 0.4 % at most, far below any threshold here. */
const EARTH_RADIUS_KM = 6371.0088;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Great-circle distance in km, by the haversine formula: exact for close points too. At most 20,016 km. */
export function distanceKm(a: Coordinates, b: Coordinates): number {
  const north = Math.sin(radians(b.latitude - a.latitude) / 2);
  const east = Math.sin(radians(b.longitude - a.longitude) / 2);
  const haversine =
    north * north + Math.cos(radians(a.latitude)) * Math.cos(radians(b.latitude)) * east * east;
  // Rounding can lift antipodes a hair above 1, where the arc sine has no value.
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(haversine)));
}
