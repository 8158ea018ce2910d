import { Random, hashText, mix } from '../random';
import type { Organisation, Person } from './organisation';
import { phoneOf, type Phone } from './phones';

const DIRECTORY_STREAM = 104;
const DAY_MS = 86_400_000;

export const STATUSES = ['active', 'bypass', 'disabled', 'locked out', 'pending deletion'] as const;
export type UserStatus = (typeof STATUSES)[number];

interface Spell {
  readonly status: UserStatus;
  /** Milliseconds. */
  readonly from: number;
  readonly to: number;
}

/** A user as Duo's directory holds it; the control endpoint and attacks change it while the simulator runs. */
export interface DirectoryUser {
  readonly id: string;
  username: string;
  aliases: string[];
  email: string;
  realname: string;
  groups: string[];
  status: UserStatus;
  /** Statuses that hold for a time only, such as a bypass until the evening. */
  spells: Spell[];
  enrolled: boolean;
  lockoutReason: string | null;
  notes: string;
  phones: Phone[];
  /** Milliseconds. */
  readonly created: number;
  /** Null: an account that nobody signs in with. */
  readonly person: Person | null;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly desc: string;
}

interface NameChange {
  readonly person: Person;
  /** Microseconds from which it holds. */
  readonly from: number;
  /** Null: deleted. */
  readonly username: string | null;
}

/** Accounts beside the people, so that every status and people who never enrolled are there. */
const BESIDE: readonly (readonly [name: string, realname: string, status: UserStatus, enrolled: boolean])[] =
  [
    ['r.newcomer', 'Robin Newcomer', 'active', false],
    ['svc-backup', '', 'bypass', false],
    ['t.departed', 'Toni Departed', 'pending deletion', true],
    ['k.onleave', 'Kim Onleave', 'disabled', true],
    ['j.lockedout', 'Jo Lockedout', 'locked out', true],
    ['contractor', 'Alex Contractor', 'active', false],
  ];

function userOf(person: Person, domain: string): DirectoryUser {
  const variety = hashText(person.key);
  const initials = `${person.username.charAt(0)}${person.username.split('.')[1] ?? ''}`;
  return {
    id: person.key,
    username: person.username,
    aliases: [
      ...(variety % 3 === 0 ? [`${domain.split('.')[0]?.toUpperCase() ?? 'CORP'}\\${person.username}`] : []),
      ...(variety % 4 === 0 ? [initials] : []),
    ],
    email: person.email,
    realname: person.realname,
    groups: [...person.groups],
    status: 'active',
    spells: [],
    enrolled: true,
    lockoutReason: null,
    notes: variety % 23 === 0 ? 'Asked for a hardware token.' : '',
    phones: [phoneOf(person.authenticator.key, person.authenticator.name)],
    created: Date.UTC(2019, variety % 72, 1 + (variety % 28), 8, variety % 60),
    person,
  };
}

/** The status of a user at an instant (ms). */
export const statusAt = (user: DirectoryUser, ms: number): UserStatus =>
  user.spells.findLast(({ from, to }) => from <= ms && ms < to)?.status ?? user.status;

/** The users and groups of the account. It begins as the organisation is, and keeps count of what changes. */
export class Directory {
  private readonly byId = new Map<string, DirectoryUser>();
  private readonly changes: NameChange[] = [];
  private readonly random: Random;
  private readonly lastSuccess = new Map<Person, number>();
  private readonly laterSuccesses = new Map<Person, number[]>();

  constructor(
    private readonly organisation: Organisation,
    private readonly started: number,
  ) {
    this.random = new Random(mix(organisation.seed, DIRECTORY_STREAM));
    const { people, domain } = organisation;
    for (const person of people) this.byId.set(person.key, userOf(person, domain));
    for (let number = 0; number < Math.floor(people.length / 50); number += 1) {
      const [name, realname, status, enrolled] = BESIDE[number % BESIDE.length] ??
        BESIDE[0] ?? ['x', '', 'active', false];
      const username = number < BESIDE.length ? name : `${name}${number}`;
      const user = this.add({
        username,
        realname,
        status,
        enrolled,
        created: started - (number + 1) * 9 * DAY_MS,
      });
      if (status === 'locked out') user.lockoutReason = 'Too many failed authentications';
    }
  }

  /** Users in the order of their ids, which is the order of Duo's pages. */
  users(): DirectoryUser[] {
    return [...this.byId.values()].sort((left, right) => (left.id < right.id ? -1 : 1));
  }

  find(username: string): DirectoryUser | undefined {
    const wanted = username.toLowerCase();
    return [...this.byId.values()].find((user) => user.username.toLowerCase() === wanted);
  }

  of(person: Person): DirectoryUser | undefined {
    return this.byId.get(person.key);
  }

  groups(): Group[] {
    const names = [...new Set(this.users().flatMap(({ groups }) => groups))].sort();
    return names.map((name) => ({ ...this.group(name) }));
  }

  group(name: string): Group {
    const id = new Random(mix(this.organisation.seed, DIRECTORY_STREAM), hashText(name)).key('DG');
    return { id, name, desc: name.includes('AD sync') ? 'Synchronised from Active Directory' : '' };
  }

  add(fields: Partial<Omit<DirectoryUser, 'id' | 'person'>> & { username: string }): DirectoryUser {
    const user: DirectoryUser = {
      aliases: [],
      email: `${fields.username}@${this.organisation.domain}`,
      realname: '',
      groups: ['All Staff'],
      status: 'active',
      spells: [],
      enrolled: false,
      lockoutReason: null,
      notes: '',
      phones: [],
      created: this.started,
      ...fields,
      id: this.random.key('DU'),
      person: null,
    };
    this.byId.set(user.id, user);
    return user;
  }

  /** From `now` (ms) on, the user is called so, in the authentication log too. What is written stays as it is. */
  rename(user: DirectoryUser, username: string, now: number): void {
    user.username = username;
    if (user.person) this.changes.push({ person: user.person, from: now * 1000, username });
  }

  /** From `now` (ms) on, Duo does not know the user; sign-ins go on and are refused. */
  remove(user: DirectoryUser, now: number): void {
    this.byId.delete(user.id);
    if (user.person) this.changes.push({ person: user.person, from: now * 1000, username: null });
  }

  /** What a person was called at a time: the name, or null for somebody deleted. `undefined`: as ever. */
  nameAt(person: Person, micros: number): string | null | undefined {
    return this.changes.findLast((change) => change.person === person && change.from <= micros)?.username;
  }

  /** Whether anybody was renamed or deleted. */
  get hasChanged(): boolean {
    return this.changes.length > 0;
  }

  /** Keeps in mind when somebody gets in, past or planned. */
  noteSuccess(person: Person, ms: number): void {
    if (ms <= this.started) this.lastSuccess.set(person, Math.max(ms, this.lastSuccess.get(person) ?? 0));
    else this.laterSuccesses.set(person, [...(this.laterSuccesses.get(person) ?? []), ms]);
  }

  /** Newest success (ms) up to `now`; null for somebody who never signed in. */
  lastSignIn(person: Person, now: number): number | null {
    const later = (this.laterSuccesses.get(person) ?? []).filter((ms) => ms <= now);
    return later.length > 0 ? Math.max(...later) : (this.lastSuccess.get(person) ?? null);
  }
}
