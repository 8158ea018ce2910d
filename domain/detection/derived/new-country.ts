import type { SightingRule } from './derive';

/**
 * `new_country`: a try from a country that the person has not signed in from. A known device travels with its person, and
 * an egress says where the proxy stands. A phone on the same network makes it likelier that the person travels.
 */
export const newCountry: SightingRule = {
  kind: 'new_country',
  bucketDays: 30,
  gathers: false,
  detect: ({ interactive, baseline, country, countryNew, device, egress, phoneBeside }) => {
    if (!interactive || !baseline.ready || country === null || !countryNew) return null;
    if (device === 'known' || egress) return null;
    return { subject: country, confidence: phoneBeside ? 0.4 : 0.8 };
  },
};
