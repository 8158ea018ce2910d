import type { UserFacts } from './directory-facts';

/** A user of a directory who is this person. Instants are epoch milliseconds. */
export interface DirectoryEntry {
  readonly integrationId: string;
  readonly objectId: string;
  readonly facts: UserFacts;
  readonly firstSeenAt: number;
  /** When a sweep no longer found them; null while they are there. */
  readonly goneAt: number | null;
}

/** What directories say of a person, who may be a user of several. */
export interface DirectoryStanding {
  readonly name: string;
  readonly username: string;
  readonly email: string | null;
  readonly groups: readonly string[];
  readonly status: string;
  readonly enrolled: boolean | null;
  readonly lastLoginAt: number | null;
  readonly inDirectorySince: number;
  readonly leftDirectoryAt: number | null;
}

/** What lets most in comes first: of somebody who is in bypass anywhere, that is the thing to know. */
const STATUS_ORDER: readonly string[] = ['bypass', 'active', 'locked out', 'disabled', 'pending deletion'];

/**
 * The same whatever the order of the entries. Who is gone everywhere has left, and keeps what was last known. Names
 * are those of the entry that signed in last.
 */
export function directoryStanding(entries: readonly DirectoryEntry[]): DirectoryStanding | null {
  const present = entries.filter((entry) => entry.goneAt === null);
  const telling = [...(present.length > 0 ? present : entries)].sort(byImportance);
  const [main] = telling;
  if (main === undefined) return null;
  const logins = entries.flatMap(({ facts }) => facts.lastLoginAt ?? []);
  const enrolments = telling.flatMap(({ facts }) => facts.enrolled ?? []);
  return {
    name: named(main.facts.name) ?? main.facts.username,
    username: main.facts.username,
    email: main.facts.email ?? telling.find(({ facts }) => facts.email !== null)?.facts.email ?? null,
    groups: [...new Set(telling.flatMap(({ facts }) => facts.groups))].sort(),
    status: telling
      .map(({ facts }) => facts.status)
      .reduce((a, b) => (statusRank(b) < statusRank(a) ? b : a)),
    // Not enrolled in one place is a door that stands open.
    enrolled: enrolments.length === 0 ? null : enrolments.every(Boolean),
    lastLoginAt: logins.length === 0 ? null : Math.max(...logins),
    inDirectorySince: Math.min(...entries.map(({ facts, firstSeenAt }) => facts.createdAt ?? firstSeenAt)),
    leftDirectoryAt: present.length > 0 ? null : Math.max(...entries.map(({ goneAt }) => goneAt ?? 0)),
  };
}

/** A word that this version does not know stands right after `active`. */
function statusRank(status: string): number {
  const rank = STATUS_ORDER.indexOf(status);
  return rank === -1 ? 1.5 : rank;
}

function byImportance(a: DirectoryEntry, b: DirectoryEntry): number {
  return (
    (b.facts.lastLoginAt ?? 0) - (a.facts.lastLoginAt ?? 0) ||
    a.integrationId.localeCompare(b.integrationId) ||
    a.objectId.localeCompare(b.objectId)
  );
}

function named(name: string | null): string | null {
  return name === null || name.trim() === '' ? null : name.trim();
}
