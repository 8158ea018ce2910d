import type { AuthenticationRecord } from '@/domain/authentication-record';
import type { StreamRecord } from '@/domain/stream-record';

/** A phone or computer as a record tells of it. */
interface RecordDevice {
  readonly key: string | null;
  readonly name: string | null;
}

/** Names and keys of the phones and computers that a record tells of. */
export function devicesOf(record: StreamRecord): string[] {
  return devicesIn(record).flatMap(({ key, name }) => present(key, name));
}

/** What they are called in a list: each by its name, else by its key. */
export function shownDevicesOf(record: StreamRecord): string[] {
  return [...new Set(devicesIn(record).flatMap(({ key, name }) => present(name ?? key)))];
}

function devicesIn(record: StreamRecord): RecordDevice[] {
  switch (record.kind) {
    case 'authentication':
      return ofAuthentication(record.authentication);
    case 'trust_monitor':
      return record.authentication === null ? [] : ofAuthentication(record.authentication);
    case 'telephony':
      return [{ key: null, name: record.phone }];
    case 'offline_enrollment':
      return [{ key: null, name: record.hostname }];
    case 'activity':
      return record.target !== null && /phone|device|token|endpoint/i.test(record.target.type ?? '')
        ? [{ key: record.target.key, name: record.target.name }]
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

/** The device that asked to sign in, then the one that approved. */
function ofAuthentication({ access, authDevice }: AuthenticationRecord): RecordDevice[] {
  return [{ key: access.epkey, name: access.hostname }, authDevice];
}

function present(...names: readonly (string | null | undefined)[]): string[] {
  return names.flatMap((name) => name ?? []);
}
