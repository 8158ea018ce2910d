import type { EventKind } from '@/domain/event-catalogue';
import { DEFAULT_THRESHOLDS, THRESHOLD_NAMES, type ThresholdName, type Thresholds } from './thresholds';

/** What the derived detectors go by from an instant on. Immutable: a change is the next number. */
export interface DetectorSettings {
  readonly number: number;
  /** Epoch milliseconds. */
  readonly from: number;
  readonly thresholds: Thresholds;
  /** Kinds that are not derived. What a vendor or another system reports of them is an event all the same. */
  readonly off: readonly EventKind[];
}

/**
 * All settings that an account has had, oldest first; the first is in force from the beginning. What occurred is judged by
 * the settings that were in force then, so that a change works from now on and never rewrites an event, whenever its
 * records arrive.
 */
export type SettingsHistory = readonly [DetectorSettings, ...DetectorSettings[]];

/** What detectors go by until somebody changes it. */
export const DEFAULT_SETTINGS: SettingsHistory = [
  { number: 1, from: 0, thresholds: DEFAULT_THRESHOLDS, off: [] },
];

/** The settings in force at an instant (epoch milliseconds). */
export function settingsAt(history: SettingsHistory, at: number): DetectorSettings {
  return history.findLast(({ from }) => from <= at) ?? history[0];
}

/** Settings that were never changed: for benches, files and tests. */
export function settingsOf(thresholds: Thresholds): SettingsHistory {
  return [{ number: 1, from: 0, thresholds, off: [] }];
}

/** Thresholds of which a higher value makes detectors look at more; of every other, a lower one does. */
const WIDER_IS_MORE: ReadonlySet<ThresholdName> = new Set<ThresholdName>([
  'harassmentMinutes',
  'slowHarassmentDays',
  'approvalMinutes',
  'networkTrustDays',
  'egressPeople',
]);

/**
 * Each threshold at its most watchful of all that were in force between two instants (epoch milliseconds): what has to be
 * looked at is told by it, and judged by what was in force at each instant.
 */
export function mostWatchful(history: SettingsHistory, from: number, to: number): Thresholds {
  const between = history.filter((settings) => settings.from > from && settings.from <= to);
  return between.reduce<Thresholds>(
    (watchful, { thresholds }) => watchfulOf(watchful, thresholds),
    settingsAt(history, from).thresholds,
  );
}

function watchfulOf(a: Thresholds, b: Thresholds): Thresholds {
  const both: Record<ThresholdName, number> = { ...a };
  for (const name of THRESHOLD_NAMES)
    both[name] = WIDER_IS_MORE.has(name) ? Math.max(a[name], b[name]) : Math.min(a[name], b[name]);
  return both;
}
