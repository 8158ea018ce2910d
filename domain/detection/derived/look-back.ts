import type { SettingsHistory } from './detector-settings';

/** Days of the longest bucket: events are compared from the beginning of one on, so that each is seen whole. */
export const BUCKET_DAYS = 30;
/** Twice the days whose sign-ins tell whether devices come and go, less the shortest slow attack's. */
const STABILITY_DAYS = 21;
/** Records come so late without being asked for: the longest of the re-reads looks two days back. */
const LATE_DAYS = 3;

/** Days by which the first record of an event may lie before the one that made it due. */
export function reachDays(settings: SettingsHistory): number {
  return slowDays(settings) + 1;
}

/** Days of sign-ins before what is compared, which detectors look at for it. */
export function runUpDays(settings: SettingsHistory): number {
  return slowDays(settings) + STABILITY_DAYS;
}

/**
 * Days beyond a baseline that habits are kept: what is looked at again is judged by all that was known of its day, and
 * that day lies so far back.
 */
export function daysBeyondBaseline(settings: SettingsHistory): number {
  return BUCKET_DAYS + reachDays(settings) + runUpDays(settings) + LATE_DAYS;
}

/** Days of the longest slow attack, by any settings there were. */
function slowDays(settings: SettingsHistory): number {
  return Math.ceil(Math.max(...settings.map(({ thresholds }) => thresholds.slowHarassmentDays)));
}
