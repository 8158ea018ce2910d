import type { SightingRule } from './derive';
import { pairOf } from './habits';
import { phoneCountry } from './terms';

/**
 * `country_code_mismatch`: the phone that was pushed is in another country than the sign-in, in a pair of countries that
 * is not usual for the person. A known device or network says that the phone is merely abroad, or badly placed.
 */
export const countryCodeMismatch: SightingRule = {
  kind: 'country_code_mismatch',
  bucketDays: 30,
  gathers: false,
  detect: ({ signal, interactive, baseline, phoneAway, pairNew, device, networkKnown }) => {
    const pair = pairOf(signal.record);
    if (!interactive || !baseline.ready || !phoneAway || !pairNew || pair === null) return null;
    if (device === 'known' || networkKnown) return null;
    return { subject: pair, confidence: 0.8, measured: { phoneCountry: phoneCountry(signal.record) ?? '' } };
  },
};
