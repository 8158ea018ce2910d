import type { SightingRule } from './derive';
import { distanceKm } from './distance';
import { networkOf } from './network';
import { accessCountry, isPush, phoneCountry } from './terms';

/**
 * `device_distance`: sign-in and phone are far apart in one country, and the source is unfamiliar. Phones are placed by
 * the gateway of their carrier: one that many people share says nothing. Cities that cannot be placed are not guessed.
 */
export const deviceDistance: SightingRule = {
  kind: 'device_distance',
  bucketDays: 30,
  gathers: false,
  detect: ({ signal, interactive, unfamiliar, at }, { surroundings, thresholds }) => {
    const { record } = signal;
    const country = accessCountry(record);
    if (!interactive || !unfamiliar || !isPush(record) || country === null) return null;
    if (country !== phoneCountry(record)) return null;
    const gateway = networkOf(record.authDevice.ip);
    if (gateway !== null && surroundings.isEgress(gateway, at)) return null;
    const here = surroundings.geography.coordinatesOf(record.access);
    const there = surroundings.geography.coordinatesOf(record.authDevice);
    if (here === null || there === null) return null;
    const km = distanceKm(here, there);
    if (km < thresholds.distanceKm) return null;
    const phoneCity = record.authDevice.city;
    return {
      subject: country,
      confidence: 0.6,
      measured: { km: Math.round(km), ...(phoneCity === null ? {} : { phoneCity }) },
    };
  },
};
