import type { AuthenticationRecord } from '@/domain/authentication-record';

/**
 * Returns a function that makes equal parts of records the same objects: a person's sign-ins come from a few devices, and
 * thousands of them stand in memory at once.
 */
export function partSharer(): (record: AuthenticationRecord) => AuthenticationRecord {
  const access = sharerOf<AuthenticationRecord['access']>();
  const authDevice = sharerOf<AuthenticationRecord['authDevice']>();
  const groups = sharerOf<AuthenticationRecord['groups']>();
  const trust = sharerOf<AuthenticationRecord['trust']>();
  const verdicts = sharerOf<AuthenticationRecord['verdicts']>();
  const words = sharerOf<Words>();
  return (record) => {
    const { userKey, userName, email, reason, factor, eventType, applicationKey, applicationName } = record;
    return {
      ...record,
      ...words({ userKey, userName, email, reason, factor, eventType, applicationKey, applicationName }),
      access: access(record.access),
      authDevice: authDevice(record.authDevice),
      groups: groups(record.groups),
      trust: trust(record.trust),
      verdicts: verdicts(record.verdicts),
    };
  };
}

type Words = Pick<
  AuthenticationRecord,
  'userKey' | 'userName' | 'email' | 'reason' | 'factor' | 'eventType' | 'applicationKey' | 'applicationName'
>;

function sharerOf<T>(): (part: T) => T {
  const known = new Map<string, T>();
  return (part) => {
    const text = JSON.stringify(part);
    const same = known.get(text);
    if (same !== undefined) return same;
    known.set(text, part);
    return part;
  };
}
