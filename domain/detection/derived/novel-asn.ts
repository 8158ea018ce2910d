import type { SightingRule } from './derive';

/**
 * `novel_asn`: a try from a provider that the person has not used and few others here use. Only where an address-to-ASN
 * file is configured. A phone on the same network makes it likelier that it is the person's own.
 */
export const novelAsn: SightingRule = {
  kind: 'novel_asn',
  bucketDays: 30,
  gathers: false,
  detect: (sighting, { personId, surroundings, thresholds }) => {
    const { interactive, baseline, asn, asnNew, device, networkKnown, phoneBeside, signal, at } = sighting;
    if (!interactive || !baseline.ready || asn === null || !asnNew) return null;
    if (device === 'known' || networkKnown) return null;
    const others = surroundings.othersOnAsn(asn, personId, at);
    if (others >= thresholds.novelAsnPeople) return null;
    const holder = surroundings.geography.asnOf(signal.record.access.ip ?? '')?.holder ?? null;
    return {
      subject: asn,
      confidence: phoneBeside ? 0.4 : 0.8,
      measured: { asn, others, ...(holder === null ? {} : { holder }) },
    };
  },
};
