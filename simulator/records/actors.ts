import type { Administrator, Computer, Location, Organisation, Person } from '../organisation/organisation';
import { phoneOf } from '../organisation/phones';
import type { Random } from '../random';
import type { Act, Actor, Target } from './act';
import { isoMicros } from './write-record';

const iso = (ms: number): string => isoMicros(ms * 1000);

/** An administrator as the one who acts. */
export const byAdministrator = (admin: Administrator): Actor => ({
  type: 'admin',
  key: admin.key,
  name: admin.name,
  details: {
    created: iso(admin.created),
    email: admin.email,
    groups: null,
    last_login: null,
    role: admin.role,
    status: 'Active',
  },
});

/** A person who does something with their own account, in the self-service portal or on the way through a sign-in. */
export const byPerson = (person: Person): Actor => ({
  type: 'user',
  key: person.key,
  name: person.username,
  details: { email: person.email, groups: person.groups.map((name) => ({ name })), status: 'Active' },
});

export const bySystem: Actor = { type: 'system', key: '', name: 'System', details: null };

export const byDirectorySync = (organisation: Organisation): Actor => ({
  type: 'ldapsync',
  key: 'DIRSYNC0000000000001',
  name: organisation.domain,
  details: null,
});

export const aPerson = (person: Person, status = 'Active'): Target => ({
  type: 'user',
  key: person.key,
  name: person.username,
  details: { email: person.email, groups: person.groups.map((name) => ({ name })), status },
});

export function aPhone(person: Person): Target {
  const phone = phoneOf(person.authenticator.key, person.authenticator.name);
  return {
    type: 'phone',
    key: phone.id,
    name: phone.number,
    details: {
      biometrics_status: phone.fingerprint,
      extension: '',
      model: phone.model,
      number: phone.number,
      os: phone.platform,
      os_version: phone.osVersion,
      passcode_status: phone.screenlock,
      tampered_status: phone.tampered,
    },
  };
}

/** Address, place and computer from which something is done. */
export type From = { readonly ip: string; readonly place: Location; readonly computer: Computer };

/** Where an administrator works: in the office, at the usual computer. */
export const fromDesk = ({ person }: Administrator): From => ({
  ip: person.office.egressIps[0] ?? person.homeIp,
  place: person.office.place,
  computer: person.computer,
});

interface Deed {
  readonly actor: Actor;
  readonly from: From | null;
  readonly target?: Target | null;
  readonly oldTarget?: Target | null;
  readonly outcome?: 'SUCCESS' | 'FAILURE';
}

/** One deed as both logs tell it; `administrator` null for what only the activity log tells. */
export function act(
  random: Random,
  micros: number,
  name: string,
  deed: Deed,
  administrator: {
    readonly object?: string | null;
    readonly description?: Record<string, unknown> | string | null;
  } | null,
): Act {
  const { target = null, oldTarget = null, outcome = null } = deed;
  return {
    micros: Math.floor(micros),
    id: random.uuid(),
    actor: deed.actor,
    from: deed.from,
    activity: { name, target, oldTarget, outcome },
    administrator: administrator && {
      action: name,
      object: administrator.object ?? null,
      description: administrator.description ?? null,
    },
  };
}
