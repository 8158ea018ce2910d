import { EVENT_CATALOGUE } from '@/domain/event-catalogue';
import type { DetectorSettings } from './detector-settings';
import { THRESHOLD_FACTS, THRESHOLD_NAMES } from './thresholds';

/** What settings change against those before, a phrase each: "Window of a burst: 10 → 15 minutes". */
export function settingsChanges(
  before: Pick<DetectorSettings, 'thresholds' | 'off'>,
  after: Pick<DetectorSettings, 'thresholds' | 'off'>,
): readonly string[] {
  const thresholds = THRESHOLD_NAMES.filter((name) => before.thresholds[name] !== after.thresholds[name]).map(
    (name) => {
      const { label, unit } = THRESHOLD_FACTS[name];
      return `${label}: ${before.thresholds[name]} → ${after.thresholds[name]} ${unit}`;
    },
  );
  const off = after.off.filter((kind) => !before.off.includes(kind));
  const on = before.off.filter((kind) => !after.off.includes(kind));
  return [
    ...thresholds,
    ...off.map((kind) => `${EVENT_CATALOGUE[kind].label}: switched off`),
    ...on.map((kind) => `${EVENT_CATALOGUE[kind].label}: switched on`),
  ];
}
