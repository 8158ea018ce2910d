import type { SightingRule } from './derive';

/**
 * `unusual_device`: a success on a device that is not among those of the person. Where device keys come and go it says
 * nothing. On a known network it is most likely a new laptop.
 */
export const unusualDevice: SightingRule = {
  kind: 'unusual_device',
  bucketDays: 30,
  gathers: false,
  detect: ({ signal, success, interactive, baseline, device, networkKnown }) => {
    const { epkey, os, browser } = signal.record.access;
    if (!success || !interactive || !baseline.ready || device !== 'new' || epkey === null) return null;
    const client = [browser, os].filter((part) => part !== null).join(' on ');
    return {
      subject: epkey,
      confidence: networkKnown ? 0.3 : 0.8,
      measured: client === '' ? {} : { client },
    };
  },
};
