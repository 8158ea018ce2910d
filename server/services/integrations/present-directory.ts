import { z } from 'zod';
import type { Device, PersonDirectory } from '@/domain/views/directory';
import type { StoredDirectory } from '@/server/data/people/person-directory';
import type { ListedPerson } from '@/server/data/people/person-list';

/** What directories say of a person, as the profile shows it. */
export function presentDirectory(person: ListedPerson, stored: StoredDirectory): PersonDirectory {
  const current = person.username.toLowerCase();
  const logins = stored.users.flatMap(({ facts }) => facts.lastLoginAt ?? []);
  return {
    inDirectorySince: person.inDirectorySince?.toISOString() ?? null,
    lastLoginAt: iso(logins.length === 0 ? null : Math.max(...logins)),
    aliases: stored.names.filter((name) => name !== current),
    users: stored.users.map(({ facts, goneAt, ...user }) => ({
      integration: integrationOf(user),
      username: facts.username,
      email: facts.email,
      status: facts.status,
      enrolled: facts.enrolled,
      lastLoginAt: iso(facts.lastLoginAt),
      goneAt: goneAt?.toISOString() ?? null,
      authenticators: facts.authenticators,
    })),
    phones: stored.phones.map((phone): Device => {
      const { facts } = phone;
      const byNumber = facts.numberEnding === null ? 'Phone' : `Phone …${facts.numberEnding}`;
      const name = facts.name ?? facts.model ?? byNumber;
      return {
        id: phone.objectId,
        integration: integrationOf(phone),
        name,
        platform: facts.platform,
        os: facts.osVersion,
        details: [
          facts.name !== null && facts.model !== facts.name ? facts.model : null,
          facts.numberEnding === null || name.includes('…') ? null : `number …${facts.numberEnding}`,
          facts.activated === false ? 'not activated' : null,
        ].flatMap((word) => word ?? []),
        lastSeenAt: iso(facts.lastSeenAt),
        posture: [
          { fact: 'encrypted', value: facts.encrypted },
          { fact: 'screen_lock', value: facts.screenLock },
          { fact: 'tampered', value: facts.tampered },
        ],
      };
    }),
    endpoints: stored.endpoints.map((endpoint): Device => {
      const { facts } = endpoint;
      return {
        id: endpoint.objectId,
        integration: integrationOf(endpoint),
        name: facts.name ?? facts.model ?? 'Device without a name',
        platform: facts.os,
        os: facts.osVersion,
        details: [...(facts.model === null || facts.name === null ? [] : [facts.model]), ...facts.browsers],
        lastSeenAt: iso(facts.lastSeenAt),
        posture: [
          { fact: 'trusted', value: facts.trusted },
          { fact: 'disk_encrypted', value: facts.diskEncrypted },
          { fact: 'firewall', value: facts.firewall },
          { fact: 'password', value: facts.password },
        ],
      };
    }),
    changes: stored.changes.map((change) => ({
      id: change.id,
      at: change.at.toISOString(),
      sentence: sentenceOf(change),
      integration: integrationOf(change),
    })),
  };
}

function integrationOf(row: { integrationId: string; integrationName: string }) {
  return { id: row.integrationId, name: row.integrationName };
}

function iso(at: number | null): string | null {
  return at === null || Number.isNaN(new Date(at).getTime()) ? null : new Date(at).toISOString();
}

type Change = StoredDirectory['changes'][number];

const namedSchema = z.object({
  name: z.string().nullable().catch(null),
  username: z.string().nullable().catch(null),
  email: z.string().nullable().catch(null),
});

/** What changed, as somebody would say it. */
function sentenceOf(change: Change): string {
  const { field, before, after } = change;
  const was = text(before);
  const is = text(after);
  switch (field) {
    case 'username':
      return `Renamed from ${was} to ${is}.`;
    case 'name':
      return moved('Name', before, after);
    case 'email':
      return moved('E-mail', before, after);
    case 'status':
      return change.part === 'users'
        ? moved('Status', before, after)
        : moved('Status of the group', before, after);
    case 'enrolled':
      return after === true
        ? 'Enrolled.'
        : after === false
          ? 'No longer enrolled.'
          : 'Enrolment is no longer known.';
    case 'groups':
      return listed(before, after, 'Added to', 'removed from');
    case 'aliases':
      return listed(before, after, 'Alias added:', 'alias removed:');
    case 'added':
      return change.part === 'users'
        ? 'Added to the directory.'
        : `Phone added: ${deviceName(change, after)}.`;
    case 'returned':
      return change.part === 'users'
        ? 'Is in the directory again.'
        : `Phone is there again: ${deviceName(change, after)}.`;
    case 'left':
      return change.part === 'users'
        ? 'Left the directory.'
        : `Phone removed: ${deviceName(change, before)}.`;
    case 'joined': {
      const other = namedSchema.safeParse(before).data;
      return `Turned out to be the same person as ${other?.username ?? other?.email ?? 'somebody'}; both are one since.`;
    }
    case 'encrypted':
      return `${deviceName(change, null)} is ${after === true ? 'encrypted now' : 'no longer encrypted'}.`;
    case 'screenLock':
      return `${deviceName(change, null)} has ${after === true ? 'a screen lock now' : 'no screen lock any more'}.`;
    case 'tampered':
      return `${deviceName(change, null)} is ${after === true ? 'reported as tampered with' : 'no longer reported as tampered with'}.`;
    default:
      return `${field} changed from ${was} to ${is}.`;
  }
}

function deviceName(change: Change, said: unknown): string {
  return namedSchema.safeParse(said).data?.name ?? change.name ?? 'a phone without a name';
}

function moved(what: string, before: unknown, after: unknown): string {
  if (before === null) return `${what} set to ${text(after)}.`;
  if (after === null) return `${what} ${text(before)} taken away.`;
  return `${what} changed from ${text(before)} to ${text(after)}.`;
}

function listed(before: unknown, after: unknown, added: string, removed: string): string {
  const texts = z.array(z.string()).catch([]);
  const had = texts.parse(before);
  const has = texts.parse(after);
  const gained = has.filter((name) => !had.includes(name));
  const lost = had.filter((name) => !has.includes(name));
  const parts = [
    ...(gained.length > 0 ? [`${added} ${gained.join(', ')}`] : []),
    ...(lost.length > 0 ? [`${removed} ${lost.join(', ')}`] : []),
  ].join('; ');
  return `${parts.slice(0, 1).toUpperCase()}${parts.slice(1)}.`;
}

function text(value: unknown): string {
  if (value === null || value === undefined || value === '') return 'nothing';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
