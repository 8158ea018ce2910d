import type { AuthenticationRecord } from '@/domain/authentication-record';
import type { StreamRecord } from '@/domain/stream-record';

/** Names and keys of the phones and computers that a record tells of. */
export function devicesOf(record: StreamRecord): string[] {
  switch (record.kind) {
    case 'authentication':
      return ofAuthentication(record.authentication);
    case 'trust_monitor':
      return record.authentication === null ? [] : ofAuthentication(record.authentication);
    case 'telephony':
      return present(record.phone);
    case 'offline_enrollment':
      return present(record.hostname);
    case 'activity':
      return /phone|device|token|endpoint/i.test(record.target?.type ?? '')
        ? present(record.target?.key, record.target?.name)
        : [];
    case 'administrator':
    case 'reported_event':
      return [];
  }
}

/** Whether a text matches a pattern, in any case; `*` in it stands for any text. */
export function matchesPattern(pattern: string, text: string): boolean {
  const wanted = pattern.toLowerCase();
  const given = text.toLowerCase();
  let at = 0;
  let inPattern = 0;
  let star = -1;
  let resume = 0;
  while (at < given.length) {
    if (wanted[inPattern] === '*') {
      star = inPattern;
      resume = at;
      inPattern += 1;
    } else if (inPattern < wanted.length && wanted[inPattern] === given[at]) {
      inPattern += 1;
      at += 1;
    } else if (star >= 0) {
      resume += 1;
      at = resume;
      inPattern = star + 1;
    } else {
      return false;
    }
  }
  while (wanted[inPattern] === '*') inPattern += 1;
  return inPattern === wanted.length;
}

function ofAuthentication({ access, authDevice }: AuthenticationRecord): string[] {
  return present(access.epkey, access.hostname, authDevice.key, authDevice.name);
}

function present(...names: readonly (string | null | undefined)[]): string[] {
  return names.flatMap((name) => name ?? []);
}
