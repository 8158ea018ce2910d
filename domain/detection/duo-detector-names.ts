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
  const key = name
    .trim()
    .toLowerCase()
    .replace(/[\s-]+/g, '_');
  return Object.hasOwn(KIND_BY_NAME, key)
    ? (KIND_BY_NAME[key] ?? 'other_duo_detection')
    : 'other_duo_detection';
}
