import type { SightingRule } from './derive';

/** `unusual_application`: a success at an application that the person has not used, from an unknown device and network. */
export const unusualApplication: SightingRule = {
  kind: 'unusual_application',
  bucketDays: 30,
  gathers: false,
  detect: ({ signal, success, interactive, baseline, applicationNew, device, networkKnown }) => {
    const { applicationKey } = signal.record;
    if (!success || !interactive || !baseline.ready || !applicationNew || applicationKey === null)
      return null;
    if (device === 'known' || networkKnown) return null;
    return { subject: applicationKey, confidence: 0.5 };
  },
};
