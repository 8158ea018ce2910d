import type { SightingRule } from './derive';

/**
 * `unusual_network`: a try from an unfamiliar source whose provider is new to the person; where no address-to-ASN file
 * is configured, whose network is.
 */
export const unusualNetwork: SightingRule = {
  kind: 'unusual_network',
  bucketDays: 30,
  gathers: false,
  detect: ({ interactive, unfamiliar, asn, asnNew, network }) =>
    interactive && unfamiliar && asnNew && network !== null
      ? { subject: asn ?? network, confidence: 0.8, measured: { network: asn ?? network } }
      : null,
};
