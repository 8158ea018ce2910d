import type { SightingRule } from './derive';
import { isCodeOrCall, phoneCountry } from './terms';

/**
 * `unfamiliar_sign_in`: a success from a source unlike anything the person has used, which no burst of pushes betrays:
 * the quiet takeover. From a new device, one more thing must be strange: the country, the factor, a phone that is in
 * another country, or a factor that can be read out to somebody. Where devices cannot be told apart, two of place,
 * system and browser, and factor. A phone on the same network speaks for the person.
 */
export const unfamiliarSignIn: SightingRule = {
  kind: 'unfamiliar_sign_in',
  bucketDays: 1,
  gathers: true,
  detect: (sighting) => {
    const { unfamiliar, success, interactive, phoneBeside, egress } = sighting;
    if (!unfamiliar || !success || !interactive || phoneBeside || egress) return null;
    const { countryNew, factorNew, phoneAway, clientNew, device } = sighting;
    const strange =
      device === 'new'
        ? [countryNew, factorNew, phoneAway, isCodeOrCall(sighting.signal.record)].some(Boolean)
        : [countryNew || phoneAway, clientNew, factorNew].filter(Boolean).length >= 2;
    if (!strange) return null;
    const phone = phoneAway ? phoneCountry(sighting.signal.record) : null;
    return {
      subject: '',
      confidence: 0.8,
      measured: {
        deviceNew: device === 'new',
        countryNew,
        factorNew,
        clientNew,
        phoneAway,
        ...(phone === null ? {} : { phoneCountry: phone }),
      },
    };
  },
};
