import type { SightingRule } from './derive';
import { distanceKm } from './distance';
import { HOUR_MS } from './terms';

const WINDOW_MS = 24 * HOUR_MS;
/** Two sign-ins of one instant would be infinitely fast; a minute is what clocks and proxies differ by. */
const SHORTEST_MS = 60_000;

/**
 * `unrealistic_geovelocity`: a try from an unfamiliar source, farther from the one before than anybody travels in the
 * time between. An egress at either end says where a proxy stands, and one device does not teleport.
 */
export const unrealisticGeovelocity: SightingRule = {
  kind: 'unrealistic_geovelocity',
  bucketDays: 3,
  gathers: false,
  detect: (sighting, { before, surroundings, thresholds }) => {
    const { signal, interactive, unfamiliar, egress, at } = sighting;
    if (!interactive || !unfamiliar || egress) return null;
    const here = surroundings.geography.coordinatesOf(signal.record.access);
    if (here === null) return null;
    const previous = before.findLast((seen) => seen.interactive && seen.network !== null);
    if (previous === undefined || previous.egress || at - previous.at > WINDOW_MS) return null;
    const { epkey } = signal.record.access;
    if (epkey !== null && epkey === previous.signal.record.access.epkey) return null;
    const there = surroundings.geography.coordinatesOf(previous.signal.record.access);
    if (there === null) return null;
    const km = distanceKm(here, there);
    const spanMs = at - previous.at;
    const speed = (km - thresholds.travelSlackKm) / (Math.max(spanMs, SHORTEST_MS) / HOUR_MS);
    if (km < thresholds.travelKm || speed <= thresholds.travelKmPerHour) return null;
    const { city, country } = previous.signal.record.access;
    const from = [city, country].filter((part) => part !== null).join(', ');
    return { subject: '', confidence: 0.8, measured: { km: Math.round(km), spanMs, from } };
  },
};
