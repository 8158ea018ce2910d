import { describe, expect, it } from 'vitest';
import { leftOutByReason } from './left-out';

describe('what is left out of the mean', () => {
  it('says each reason once, and whether an import would mend it', () => {
    const nothing = 'Nothing was imported for this person.';
    expect(
      leftOutByReason([
        { category: 'device_health', label: 'Device health', leftOut: 'No device is known.' },
        { category: 'training', label: 'Training', leftOut: nothing },
        { category: 'mfa_enrolment', label: 'MFA enrolment', leftOut: null },
        { category: 'malware', label: 'Malware', leftOut: nothing },
      ]),
    ).toEqual([
      { labels: ['Device health'], reason: 'No device is known.', imported: false },
      { labels: ['Training', 'Malware'], reason: nothing, imported: true },
    ]);
  });
});
