import type { Device, DirectoryBrief } from '@/domain/views/directory';
import type { Tone } from '@/lib/status-words';

/** How something is said, and with what tone. */
export interface Look {
  readonly word: string;
  readonly tone: Tone;
}

const STATUSES: Readonly<Record<string, Look>> = {
  active: { word: 'Active', tone: 'good' },
  bypass: { word: 'In bypass', tone: 'bad' },
  disabled: { word: 'Disabled', tone: 'quiet' },
  'locked out': { word: 'Locked out', tone: 'warn' },
  'pending deletion': { word: 'Pending deletion', tone: 'quiet' },
};

/** A status of the vendor in words; one that is not known as the vendor says it. */
export function statusLook(status: string): Look {
  return STATUSES[status] ?? { word: `${status.slice(0, 1).toUpperCase()}${status.slice(1)}`, tone: 'quiet' };
}

/**
 * What is worth saying of a person's place in the directory beside their name, in the order of its weight: nothing of
 * an active, enrolled person. `left` is the day on which they left.
 */
export function directoryLooks(directory: DirectoryBrief, left: string | null): readonly Look[] {
  if (directory.standing === 'absent') return [{ word: 'Not in the directory', tone: 'warn' }];
  if (directory.standing === 'left')
    return [{ word: `Left the directory${left === null ? '' : ` on ${left}`}`, tone: 'quiet' }];
  if (directory.standing !== 'present') return [];
  const { status, enrolled } = directory;
  return [
    ...(status === null || status === 'active' ? [] : [statusLook(status)]),
    ...(enrolled === false ? [{ word: 'Not enrolled', tone: 'warn' as const }] : []),
  ];
}

type Posture = Device['posture'][number];

const POSTURE: Readonly<
  Record<
    Posture['fact'],
    { readonly yes: string; readonly no: string; readonly what: string; readonly good: boolean }
  >
> = {
  encrypted: { yes: 'Encrypted', no: 'Not encrypted', what: 'encryption', good: true },
  screen_lock: { yes: 'Screen lock', no: 'No screen lock', what: 'screen lock', good: true },
  tampered: { yes: 'Tampered with', no: 'Not tampered with', what: 'tampering', good: false },
  biometric: { yes: 'Biometrics', no: 'No biometrics', what: 'biometrics', good: true },
  trusted: { yes: 'Trusted', no: 'Not trusted', what: 'trust', good: true },
  disk_encrypted: { yes: 'Disk encrypted', no: 'Disk not encrypted', what: 'disk encryption', good: true },
  firewall: { yes: 'Firewall on', no: 'Firewall off', what: 'firewall', good: true },
  password: { yes: 'Password set', no: 'No password', what: 'password', good: true },
};

/** Posture in words: what is known, the worst first, and what the vendor does not know. */
export function postureLooks(posture: readonly Posture[]): {
  readonly known: readonly (Look & { readonly good: boolean })[];
  readonly unknown: readonly string[];
} {
  const known = posture.flatMap(({ fact, value }) => {
    if (value === null) return [];
    const { yes, no, good } = POSTURE[fact];
    const fine = value === good;
    return [{ word: value ? yes : no, tone: toneOf(fact, fine), good: fine }];
  });
  return {
    known: [...known.filter(({ good }) => !good), ...known.filter(({ good }) => good)],
    unknown: posture.flatMap(({ fact, value }) => (value === null ? [POSTURE[fact].what] : [])),
  };
}

/** A device that is not managed is common; one without protection is not. */
function toneOf(fact: Posture['fact'], fine: boolean): Tone {
  if (fine) return 'good';
  return fact === 'trusted' ? 'warn' : 'bad';
}
