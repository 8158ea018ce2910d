import type { SightingRule } from './derive';
import { hourOf } from './habits';

/**
 * `unusual_time`: a success at an hour, or within an hour of it, at which the person hardly ever signs in, from an
 * unknown device and network. Whoever works in shifts has no unusual hour.
 */
export const unusualTime: SightingRule = {
  kind: 'unusual_time',
  bucketDays: 7,
  gathers: false,
  detect: ({ at, success, interactive, baseline, device, networkKnown }, { thresholds }) => {
    if (!success || !interactive || !baseline.ready || device === 'known' || networkKnown) return null;
    if (baseline.signIns < thresholds.timeSignIns || baseline.activeHours() > thresholds.timeActiveHours)
      return null;
    const share = baseline.shareAround(hourOf(at));
    if (share >= thresholds.timeShare) return null;
    return { subject: '', confidence: 0.5, measured: { share, hour: hourOf(at) } };
  },
};
