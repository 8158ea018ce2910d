import type { Place } from '@/domain/authentication-record';

/** A point on the earth, in degrees; north and east are positive. */
export interface Coordinates {
  readonly latitude: number;
  readonly longitude: number;
}

/** The autonomous system that announces an address. */
export interface AutonomousSystem {
  readonly number: number;
  /** As the file names its holder; null where it names none. */
  readonly holder: string | null;
}

/**
 * What is known of the world, handed to detectors that need it: they are pure and read no files. What cannot be placed
 * is null, and a detector that needs it stays silent rather than guess.
 */
export interface Geography {
  /** Where a city is. Null for a place without a city, one that is not known, and one whose name fits several. */
  readonly coordinatesOf: (place: Place) => Coordinates | null;
  /** Null without an address-to-ASN file, and for an address that the file does not hold. */
  readonly asnOf: (ip: string) => AutonomousSystem | null;
}

/** Knows nothing: what detectors get where no data is at hand. */
export const NO_GEOGRAPHY: Geography = { coordinatesOf: () => null, asnOf: () => null };
