import type { EventKind } from '@/domain/event-catalogue';

/**
 * Which kind a detector of Duo stands for. Duo shows its detectors by display name and writes them in capitals with
 * underscores; both are read, in any case. The set is open: a name that is not here is kept as it is.
 */
const KIND_BY_NAME: Readonly<Record<string, EventKind>> = {
  country_code_mismatch: 'country_code_mismatch',
  credential_stuffing: 'credential_stuffing',
  device_distance: 'device_distance',
  novel_asn: 'novel_asn',
  push_harassment: 'push_harassment',
  push_spray: 'push_spray',
  tampered_cookie: 'tampered_cookie',
  unrealistic_travel: 'unrealistic_geovelocity',
  unrealistic_geovelocity: 'unrealistic_geovelocity',
  user_marked_fraud: 'user_marked_fraud',
};

/** The kind that a detector's name stands for; `other_duo_detection` for a name that is not known. */
export function kindOfDetector(name: string): EventKind {
  return named(KIND_BY_NAME, name) ?? 'other_duo_detection';
}

/**
 * Which kind an explanation of Trust Monitor stands for. Seen in public records: NEW_COUNTRY_CODE, NEW_NETBLOCK,
 * UNUSUAL_NETBLOCK, NEW_IKEY; the others follow their pattern. What is new and what is unusual is the same kind: which of
 * the two it is stands in the name, which is kept.
 */
const KIND_BY_EXPLANATION: Readonly<Record<string, EventKind>> = {
  new_country: 'new_country',
  new_country_code: 'new_country',
  unusual_country: 'new_country',
  unusual_country_code: 'new_country',
  new_netblock: 'unusual_network',
  unusual_netblock: 'unusual_network',
  new_network: 'unusual_network',
  unusual_network: 'unusual_network',
  new_ip: 'unusual_network',
  unusual_ip: 'unusual_network',
  new_ikey: 'unusual_application',
  unusual_ikey: 'unusual_application',
  new_application: 'unusual_application',
  unusual_application: 'unusual_application',
  new_time_of_day: 'unusual_time',
  unusual_time_of_day: 'unusual_time',
  unusual_time: 'unusual_time',
  new_device: 'unusual_device',
  unusual_device: 'unusual_device',
  new_factor: 'unusual_factor',
  unusual_factor: 'unusual_factor',
  new_asn: 'novel_asn',
  unusual_asn: 'novel_asn',
};

/** The kind that an explanation's name stands for; `other_duo_detection` for a name that is not known. */
export function kindOfExplanation(name: string): EventKind {
  return named(KIND_BY_EXPLANATION, name) ?? kindOfDetector(name);
}

function named(kinds: Readonly<Record<string, EventKind>>, name: string): EventKind | undefined {
  const key = name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return Object.hasOwn(kinds, key) ? kinds[key] : undefined;
}
