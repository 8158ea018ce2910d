import { distanceKm } from '@/domain/detection/derived/distance';
import type { Coordinates } from '@/domain/detection/derived/geography';
import type { DividedPlace } from './geonames';

/** A place farther away says nothing of the division. */
const NEAR_KM = 25;

/** Cells of half a degree: 56 km from south to north, so that what is near lies in a cell or beside it. */
const CELLS_A_DEGREE = 2;

const cellOf = (country: string, north: number, east: number) => `${country} ${north} ${east}`;

/** Finds the division of a point: that of the nearest place of its country, or null with none within 25 km. */
export function divisionFinder(
  places: readonly DividedPlace[],
): (country: string, at: Coordinates) => string | null {
  const cells = new Map<string, DividedPlace[]>();
  for (const place of places) {
    const cell = cellOf(place.country, step(place.latitude), step(place.longitude));
    const held = cells.get(cell);
    if (held === undefined) cells.set(cell, [place]);
    else held.push(place);
  }
  // Most places have not moved since: no need to look around.
  const exact = new Map(places.map((place) => [pointOf(place.country, place), place.division]));
  return (country, at) => {
    const here = exact.get(pointOf(country, at));
    if (here !== undefined) return here;
    let nearest: string | null = null;
    let least = NEAR_KM;
    for (let north = step(at.latitude) - 1; north <= step(at.latitude) + 1; north += 1) {
      for (let east = step(at.longitude) - 1; east <= step(at.longitude) + 1; east += 1) {
        for (const place of cells.get(cellOf(country, north, east)) ?? []) {
          const km = distanceKm(at, place);
          if (km >= least) continue;
          least = km;
          nearest = place.division;
        }
      }
    }
    return nearest;
  };
}

function pointOf(country: string, { latitude, longitude }: Coordinates): string {
  return `${country} ${latitude} ${longitude}`;
}

function step(degrees: number): number {
  return Math.floor(degrees * CELLS_A_DEGREE);
}
